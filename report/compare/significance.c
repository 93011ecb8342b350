// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/stats.h"
#include "report/compare/significance.h"

/*
 * The test is exact up to this many values in each set; beyond that the approximation is good to
 * four digits.  Ties take more work: then it is exact up to EXACT_TIES values in both sets
 * together.
 */
#define EXACT 40
#define EXACT_TIES 32

/*
 * Returns the sum of the ranks of x among both sets; ties share their mean rank.  *ties gets the
 * sum of t^3 - t over groups of t equal values.
 */
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
 * Returns P(U <= u) for n against m values without ties.  U is distributed like the coefficients of
 * the Gaussian binomial (n+m over n), which is built factor by factor: (1 - z^(m+i)) / (1 - z^i).
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
 * Returns P(sum <= most) for n ranks drawn from all.  Counts the subsets with each sum, one rank
 * after the other (Streitberg and Roehmel 1986).  Ranks are doubled, so that ties have whole ones.
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

/* Computes doubled ranks of both sets together, and those of the reversed order. */
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

/* Returns the share of all ways to draw n ranks whose sum is at least as far from the mean. */
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
