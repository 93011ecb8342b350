/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of formats: the only place that a new report/formats/NAME.c is added to. */
#ifndef REPORT_FORMATS_FORMATS_H
#define REPORT_FORMATS_FORMATS_H

#include "report/formats/documents.h"

/*
 * In the order of report_progs --help.  FORMAT(name) stands for name_format, which is defined in
 * name.c.  The tests read this list: tests/formats.py needs a function of the same name.
 */
#define REPORT_FORMATS(FORMAT)                                                                     \
	FORMAT(junit)                                                                              \
	FORMAT(ktap)                                                                               \
	FORMAT(kcidb)                                                                              \
	FORMAT(openmetrics)                                                                        \
	FORMAT(benchstat)                                                                          \
	FORMAT(benchmark_json)                                                                     \
	FORMAT(bmf)

#define DECLARE_FORMAT(name) extern const struct report_format name##_format;
REPORT_FORMATS(DECLARE_FORMAT)
#undef DECLARE_FORMAT

/* Ends with NULL. */
extern const struct report_format *const report_formats[];

#endif /* REPORT_FORMATS_FORMATS_H */
