// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats.h"
#include "report/significance.h"

/* Exact up to here: the approximation is then good to four digits.  With ties, which
 * take more work, up to so many in both sets together. */
#define EXACT 40
#define EXACT_TIES 32

/* Ranks of x in the two together, ties sharing the mean of theirs; *ties gets the sum
 * of t^3 - t over groups of t equal values. */
static double rank_sum(const double *x, size_t n, const double *y, size_t m, double *ties)
{
	size_t i = 0, j = 0, at_x, at_y, both;
	double sum = 0, first = 1, value;

	*ties = 0;
	while (i < n || j < m) {
		value = j >= m || (i < n && x[i] < y[j]) ? x[i] : y[j];
		for (at_x = i; i < n && x[i] == value; i++)
			;
		for (at_y = j; j < m && y[j] == value; j++)
			;
		both = i - at_x + j - at_y;
		sum += (i - at_x) * (first + (both - 1) / 2.0);
		first += both;
		*ties += (double)both * both * both - both;
	}
	return sum;
}

/*
 * P(U <= u) of n against m values without ties: U is distributed as the coefficients of
 * the Gaussian binomial (n+m over n), built factor by factor, (1 - z^(m+i)) / (1 - z^i).
 */
static double u_below(size_t n, size_t m, size_t u)
{
	size_t top = n * m, i, s;
	double *count = calloc(top + 1, sizeof(*count)), below = 0, all = 0;

	if (!count)
		return NAN;
	count[0] = 1;
	for (i = 1; i <= n; i++) {
		for (s = top; s + 1 > m + i; s--)
			count[s] -= count[s - m - i];
		for (s = i; s <= top; s++)
			count[s] += count[s - i];
	}
	for (s = 0; s <= top; s++) {
		all += count[s];
		below += s <= u ? count[s] : 0;
	}
	free(count);
	return below / all;
}

/*
 * P(sum <= most) of n ranks drawn from all: how many subsets have which sum, one rank
 * after the other (Streitberg and Roehmel 1986).  Ranks are doubled, so that those of
 * ties are whole.
 */
static double sum_below(const unsigned int *rank, size_t all, size_t n, size_t most)
{
	double *count = calloc((n + 1) * (most + 1), sizeof(*count)), below = 0, total = 0;
	size_t i, k, s;

	if (!count)
		return NAN;
	count[0] = 1;
	for (i = 0; i < all; i++)
		for (k = i + 1 < n ? i + 1 : n; k > 0; k--)
			for (s = rank[i]; s <= most; s++)
				count[k * (most + 1) + s] +=
					count[(k - 1) * (most + 1) + s - rank[i]];
	for (s = 0; s <= most; s++)
		below += count[n * (most + 1) + s];
	free(count);
	total = exp(lgamma(all + 1.0) - lgamma(n + 1.0) - lgamma(all - n + 1.0));
	return below / total;
}

/* Doubled ranks of both sets together, and with the order turned round. */
static void double_ranks(const double *both, size_t all, unsigned int *rank, unsigned int *turned)
{
	size_t first, end, i;

	for (first = 0; first < all; first = end) {
		for (end = first + 1; end < all && both[end] == both[first]; end++)
			;
		for (i = first; i < end; i++) {
			rank[i] = first + 1 + end;
			turned[i] = 2 * (all + 1) - rank[i];
		}
	}
}

/* Of all ways to draw the n of x from the ranks there are: those whose sum is at least as
 * far from the mean. */
static double tied_p(double sum, const double *x, size_t n, const double *y, size_t m)
{
	unsigned int rank[EXACT_TIES], turned[EXACT_TIES];
	double both[EXACT_TIES], mean = n * (n + m + 1.0);
	size_t far = (size_t)(mean - fabs(2 * sum - mean));
	double p;

	memcpy(both, x, n * sizeof(*x));
	memcpy(both + n, y, m * sizeof(*y));
	stats_sort(both, n + m);
	double_ranks(both, n + m, rank, turned);
	p = sum_below(rank, n + m, n, far) + sum_below(turned, n + m, n, far);
	return p > 1 ? 1 : p;
}

static double normal_p(double u, size_t n, size_t m, double ties)
{
	double total = (double)n + m, mean = (double)n * m / 2;
	double variance = (double)n * m / 12 * (total + 1 - ties / (total * (total - 1)));
	double z = fabs(u - mean) - 0.5;

	if (!(variance > 0))
		return 1;
	return erfc((z > 0 ? z : 0) / sqrt(2 * variance));
}

double u_test(const double *x, size_t n, const double *y, size_t m)
{
	double ties, sum, u, p;

	if (!n || !m)
		return 1;
	sum = rank_sum(x, n, y, m, &ties);
	u = sum - n * (n + 1) / 2.0;
	if (ties > 0 && n + m <= EXACT_TIES)
		return tied_p(sum, x, n, y, m);
	if (ties > 0 || n > EXACT || m > EXACT)
		return normal_p(u, n, m, ties);
	p = 2 * u_below(n, m, (size_t)fmin(u, (double)n * m - u));
	return p > 1 ? 1 : p;
}

double u_test_least(size_t n, size_t m)
{
	if (!n || !m)
		return 1;
	return fmin(1, 2 * exp(lgamma(n + 1.0) + lgamma(m + 1.0) - lgamma(n + m + 1.0)));
}

static size_t no_more_than(const double *least, size_t n, double p)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += least[i] <= p;
	return count;
}

size_t family_size(const double *least, size_t n, double level)
{
	size_t k = 1;

	while (no_more_than(least, n, level / k) > k)
		k++;
	return k;
}

struct ranked {
	double p;
	size_t at;
};

static int by_p(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

int adjust_fdr(double *p, size_t n)
{
	struct ranked *ranked = calloc(n + 1, sizeof(*ranked));
	size_t i, tested = 0;
	double least = 1;

	if (!ranked)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		if (!isnan(p[i]))
			ranked[tested++] = (struct ranked){ p[i], i };
	qsort(ranked, tested, sizeof(*ranked), by_p);
	for (i = tested; i-- > 0;) {
		least = fmin(least, ranked[i].p * tested / (i + 1));
		p[ranked[i].at] = least;
	}
	free(ranked);
	return 0;
}

/* So many quantiles that all pairs of them can be looked at. */
#define QUANTILES 200

static size_t thinned(const double *sorted, size_t n, double *out)
{
	if (n <= QUANTILES) {
		memcpy(out, sorted, n * sizeof(*out));
		return n;
	}
	for (size_t i = 0; i < QUANTILES; i++)
		out[i] = stats_quantile(sorted, n, (i + 0.5) / QUANTILES);
	return QUANTILES;
}

int shift_estimate(const double *x, size_t n, const double *y, size_t m, double level,
		   double *shift, double *lo, double *hi)
{
	double a[QUANTILES], b[QUANTILES], *pairs, z, reach;
	size_t i, j, k = thinned(x, n, a), l = thinned(y, m, b), cut;

	*shift = *lo = *hi = NAN;
	if (!k || !l)
		return 0;
	pairs = calloc(k * l, sizeof(*pairs));
	if (!pairs)
		return -ENOMEM;
	for (i = 0; i < k; i++)
		for (j = 0; j < l; j++)
			pairs[i * l + j] = b[j] - a[i];
	stats_sort(pairs, k * l);
	*shift = stats_quantile(pairs, k * l, 0.5);
	/* The rank where U's distribution leaves (1 - level) / 2; 1.96 at 95 %. */
	z = level >= 0.99 ? 2.575829 : level >= 0.95 ? 1.959964 : 1.644854;
	reach = k * l / 2.0 - z * sqrt((double)k * l * (k + l + 1) / 12);
	cut = reach > 1 ? (size_t)reach - 1 : 0;
	*lo = pairs[cut];
	*hi = pairs[k * l - 1 - cut];
	free(pairs);
	return 0;
}
