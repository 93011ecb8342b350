/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests whether chance can explain a difference between two sets of figures.  Nothing here assumes
 * a distribution or a unit.
 */
#ifndef REPORT_SIGNIFICANCE_H
#define REPORT_SIGNIFICANCE_H

#include <stddef.h>

/*
 * Returns the two-sided p of the Mann-Whitney U test (Wilcoxon's rank sum test) of x and y, which
 * must be sorted ascending.  It is exact if no two values are equal and both sets have at most 40,
 * or if both together have at most 32.  Otherwise it is the normal approximation with corrections
 * for ties and continuity.  1 if all values are equal or a set is empty, NAN if memory runs out.
 */
double u_test(const double *x, size_t n, const double *y, size_t m);

/* Returns the smallest p that u_test() can give for n and m values: that of complete separation. */
double u_test_least(size_t n, size_t m);

/*
 * Returns the smallest K such that at most K tests can reach level / K, at least 1.  least[i] is
 * the smallest p that test i can give; NAN does not count.  The other tests can never reject, so
 * the adjustment need not count them (Tarone 1990; for a false discovery rate Gilbert 2005).
 */
size_t family_size(const double *least, size_t n, double level);

/*
 * Adjusts p[0..n-1] in place (Benjamini and Hochberg 1995): of those that are then at most a, a
 * share of at most a is false.  NAN stays and does not count.  Returns 0 or -ENOMEM.
 */
int adjust_fdr(double *p, size_t n);

#endif /* REPORT_SIGNIFICANCE_H */
