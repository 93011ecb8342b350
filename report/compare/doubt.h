/* SPDX-License-Identifier: GPL-2.0-only */
/* Reasons not to trust a difference that the test calls significant. */
#ifndef REPORT_COMPARE_DOUBT_H
#define REPORT_COMPARE_DOUBT_H

#include "report/compare/compare.h"

/* An imprecise operation gets no verdict, so it needs no test. */
bool difference_imprecise(const struct difference *d);
/*
 * Sets d->why to the reason not to trust the difference; leaves it "" if there is none.  Both sides
 * were measured, and q is known.
 */
void difference_doubt(struct difference *d, const struct compare_options *options);

#endif /* REPORT_COMPARE_DOUBT_H */
