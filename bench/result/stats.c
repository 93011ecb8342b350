// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "bench/result/stats.h"

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *values, size_t n)
{
	/* If n is 0, values may be NULL. */
	if (n)
		qsort(values, n, sizeof(*values), compare);
}

double stats_quantile(const double *sorted, size_t n, double q)
{
	double position, below;
	size_t i;

	if (!n)
		return NAN;
	position = q * (n - 1);
	below = floor(position);
	i = below;
	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (position - below) * (sorted[i + 1] - sorted[i]);
}

/* P(Binomial(n, q) = k), computed with logarithms so that a large n does not underflow. */
static double binomial(size_t n, size_t k, double q)
{
	if (q <= 0)
		return k == 0;
	if (q >= 1)
		return k == n;
	return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(q) +
		   (n - k) * log1p(-q));
}

double stats_quantile_ci(const double *sorted, size_t n, double q, double level, double *lo,
			 double *hi)
{
	double miss = (1 - level) / 2, below = 0, above = 0;
	size_t j = 0, k = n;

	if (!n) {
		*lo = *hi = NAN;
		return 0;
	}
	/* x_(1) misses if no value is below the quantile: B = 0. */
	below = binomial(n, 0, q);
	above = binomial(n, n, q);
	while (j + 1 < n && below + binomial(n, j + 1, q) <= miss)
		below += binomial(n, ++j, q);
	while (k - 1 > j + 1 && above + binomial(n, k - 1, q) <= miss)
		above += binomial(n, --k, q);
	*lo = sorted[j];
	*hi = sorted[k - 1];
	return 1 - below - above;
}

double stats_interval(const double *values, size_t n, double q, double *lo, double *hi)
{
	double value = stats_quantile(values, n, q);
	double coverage = stats_quantile_ci(values, n, q, STATS_LEVEL, lo, hi);

	/* Too few rounds to reach the level: double the interval to each side. */
	if (coverage < STATS_LEVEL - 0.001) {
		*lo -= value - *lo;
		*hi += *hi - value;
	}
	return value;
}
