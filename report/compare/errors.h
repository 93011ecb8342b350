/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares how often operations go wrong on two sides. */
#ifndef REPORT_COMPARE_ERRORS_H
#define REPORT_COMPARE_ERRORS_H

#include "report/compare/side.h"

/*
 * Returns true if errors are new or their rate at least doubled, beyond chance.  Both sides must be
 * measured.  Then why, of size bytes, gets both rates.  It also gets them if new errors may be
 * chance and why was empty.
 */
bool errors_grew(const struct side_op *old, const struct side_op *new, char *why, size_t size);
/*
 * Returns the two-sided p of the test of two proportions: share a of n trials against share b of m
 * trials.  Uses the normal approximation with the pooled variance.  1 if nothing varies.
 */
double rates_p(double a, double n, double b, double m);

#endif /* REPORT_COMPARE_ERRORS_H */
