/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the operations of a comparison for people: by family, the worst family first, and in each
 * family the worst operation first. */
#ifndef REPORT_COMPARE_LISTING_H
#define REPORT_COMPARE_LISTING_H

#include "bench/result/screen.h"
#include "report/compare/compare.h"

/*
 * Prints values, change and verdict of each operation; intervals and p (q), too, where the screen is
 * wide enough, and with verbose in any case.  Several new sides that do not fit beside each other
 * have a table each.
 */
void comparison_listing(FILE *out, const struct compare_view *view, const struct screen *screen,
			bool verbose);

#endif /* REPORT_COMPARE_LISTING_H */
