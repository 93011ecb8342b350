/* SPDX-License-Identifier: GPL-2.0-only */
/* Order statistics. Results have the unit of the values. */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <stddef.h>

/* Sorts in place, ascending. The values must not contain NaN. */
void stats_sort(double *values, size_t n);

/* Returns the q-quantile (0 <= q <= 1) of sorted values. It interpolates linearly between
 * neighbours at position q * (n - 1), as type 7 of R. Returns NaN if n is 0. */
double stats_quantile(const double *sorted, size_t n, double q);

/*
 * A confidence interval for the q-quantile of the distribution of the values. It uses order
 * statistics alone and assumes nothing about the distribution. With B ~ Binomial(n, q), [x_(j),
 * x_(k)] covers the quantile with P(j <= B < k). The ranks are chosen so that each side misses it
 * with a probability of at most (1 - level) / 2.
 *
 * Returns the coverage. If there are too few values to cover a side, that side ends at the smallest
 * or largest value, and the coverage is below the level.
 */
double stats_quantile_ci(const double *sorted, size_t n, double q, double level, double *lo,
			 double *hi);

/* The level of every interval that is printed. */
#define STATS_LEVEL 0.95

/* Returns the q-quantile of sorted values and its confidence interval of STATS_LEVEL. If there are
 * too few values to reach the level, the interval of all values is doubled to each side. */
double stats_interval(const double *sorted, size_t n, double q, double *lo, double *hi);

#endif /* BENCH_STATS_H */
