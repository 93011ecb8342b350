/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that a setting gives and no result has: an error, with the name that was meant. */
#ifndef REPORT_COMPARE_NEAREST_H
#define REPORT_COMPARE_NEAREST_H

#include <stddef.h>

struct side;

/* Writes "SETTING: no operation is called NAME; did you mean ...?" to err. */
void nearest_complain(const char *setting, const char *name, const struct side *sides, size_t n,
		      char *err, size_t size);

#endif /* REPORT_COMPARE_NEAREST_H */
