/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a difference between two sets of figures more than chance?  Nothing here assumes a
 * distribution, and nothing knows about units.
 */
#ifndef REPORT_SIGNIFICANCE_H
#define REPORT_SIGNIFICANCE_H

#include <stddef.h>

/*
 * Two-sided p of the Mann-Whitney U test (Wilcoxon's rank sum test) of x and y, both
 * sorted ascending.  Exact where both have at most 40 values and no two are equal, or
 * both together have at most 32; else the normal approximation with the correction for ties and continuity.  1 when
 * all values are equal or one set is empty, NAN when out of memory.
 */
double u_test(const double *x, size_t n, const double *y, size_t m);

/* The least p that u_test() can give for so many values: of complete separation. */
double u_test_least(size_t n, size_t m);

/*
 * Which of n tests can be significant at all, by the least p that each can give
 * (Tarone 1990, for a false discovery rate Gilbert 2005): those of at most level / K,
 * for the smallest K that there are no more of than K.  Returns this K, at least 1.
 * The others need not be counted among the tests, because they never reject
 * anything, whatever the data.  NAN does not count.
 */
size_t family_size(const double *least, size_t n, double level);

/*
 * Benjamini and Hochberg (1995): adjusts p[0..n-1] in place, so that those of at most a
 * have a share of false ones of at most a.  NAN stays and does not count.  0, or -ENOMEM.
 */
int adjust_fdr(double *p, size_t n);

/*
 * The shift between x and y: Hodges and Lehmann's estimate, the median of all
 * differences y - x, with its interval at the level from the U distribution's normal
 * approximation.  Both sorted; of more than 200 values only 200 quantiles are used.
 * 0, or -ENOMEM.
 */
int shift_estimate(const double *x, size_t n, const double *y, size_t m, double level,
		   double *shift, double *lo, double *hi);

#endif /* REPORT_SIGNIFICANCE_H */
