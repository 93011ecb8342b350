/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes KTAP for test systems. */
#ifndef REPORT_FORMATS_KTAP_H
#define REPORT_FORMATS_KTAP_H

#include "bench/result/file.h"

/*
 * Writes results from memory.  about has lines for people, which become diagnostics.  Returns 0 or
 * -ENOMEM.
 */
int ktap_results(FILE *out, const struct results *results, const char *about);

#endif /* REPORT_FORMATS_KTAP_H */
