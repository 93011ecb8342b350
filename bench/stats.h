/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Order statistics.  Nothing here knows about units: what goes in comes out.
 */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <stddef.h>

/* Sorts in place, ascending.  NaN must not be among the values. */
void stats_sort(double *values, size_t n);

/*
 * The q-quantile (0 <= q <= 1) of sorted values, with linear interpolation
 * between neighbours: position q * (n - 1), as R's type 7.  NaN when n is 0.
 */
double stats_quantile(const double *sorted, size_t n, double q);

/*
 * A confidence interval for the q-quantile of what the values were drawn from,
 * from order statistics alone: no assumption about the distribution.  With
 * B ~ Binomial(n, q), [x_(j), x_(k)] covers it with P(j <= B < k); the ranks
 * are chosen so that each side misses with at most (1 - level) / 2.
 *
 * Returns the coverage reached.  A side that so few values cannot cover ends at the
 * smallest or largest value, and the return value is below the level.
 */
double stats_quantile_ci(const double *sorted, size_t n, double q, double level, double *lo,
			 double *hi);

#endif /* BENCH_STATS_H */
