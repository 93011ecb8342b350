/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers of a limit, for formats that draw it. */
#ifndef REPORT_FORMATS_LIMIT_ENDS_H
#define REPORT_FORMATS_LIMIT_ENDS_H

#include <stdbool.h>

/*
 * Reads the ends of a printed limit ("<= 70 ns", "<= 1.4 * helper_perf/ktime_get_ns [ns] (32.9 ns)",
 * "-10..10 %") in this unit.  An end that the limit does not have becomes NAN.  Returns false if
 * limit is NULL, was not enforced, or is in another unit.
 */
bool limit_ends(const char *limit, const char *unit, double *low, double *high);

#endif /* REPORT_FORMATS_LIMIT_ENDS_H */
