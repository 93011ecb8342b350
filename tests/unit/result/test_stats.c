// SPDX-License-Identifier: GPL-2.0-only
/* Tests order statistics with published tables, worked examples and a simulation. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/stats.h"
#include "tests/unit/random.h"

#define MAX_N 1000

static void test_sort(void **state)
{
	double values[] = { 3, -1, INFINITY, 0, 3, -INFINITY, 1e-300, -1, 1e300, 2 };
	static const double sorted[] = { -INFINITY, -1, -1, 0, 1e-300, 2, 3, 3, 1e300, INFINITY };
	double many[MAX_N];
	uint64_t seed = 1;

	(void)state;
	stats_sort(values, ARRAY_SIZE(values));
	assert_memory_equal(values, sorted, sizeof(sorted));
	/* An empty array is not accessed. */
	stats_sort(values, 0);
	stats_sort(values + 3, 1);
	assert_memory_equal(values, sorted, sizeof(sorted));
	for (size_t i = 0; i < MAX_N; i++)
		many[i] = uniform(&seed) - 0.5;
	stats_sort(many, MAX_N);
	for (size_t i = 1; i < MAX_N; i++)
		assert_true(many[i - 1] <= many[i]);
}

/* R's mtcars$mpg; its quartiles are in every introduction: 15.43 19.20 22.80. */
static const double mpg[] = {
	10.4, 10.4, 13.3, 14.3, 14.7, 15.0, 15.2, 15.2, 15.5, 15.8, 16.4,
	17.3, 17.8, 18.1, 18.7, 19.2, 19.2, 19.7, 21.0, 21.0, 21.4, 21.4,
	21.5, 22.8, 22.8, 24.4, 26.0, 27.3, 30.4, 30.4, 32.4, 33.9,
};
static const double ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
static const double five[] = { 15, 20, 35, 40, 50 };
static const double four[] = { -1, 0, 0, 10 };

static void test_quantile(void **state)
{
	static const struct {
		const double *values;
		size_t n;
		double q, quantile;
	} cases[] = {
		/* R: quantile(1:10) and quantile(1:10, c(.1, .95), type = 7). */
		{ ten, 10, 0, 1 },
		{ ten, 10, 0.25, 3.25 },
		{ ten, 10, 0.5, 5.5 },
		{ ten, 10, 0.75, 7.75 },
		{ ten, 10, 1, 10 },
		{ ten, 10, 0.1, 1.9 },
		{ ten, 10, 0.95, 9.55 },
		/* Position 0.4 * 4 = 1.6: 20 + 0.6 * 15. */
		{ five, 5, 0.4, 29 },
		{ five, 5, 0.05, 16 },
		{ five, 5, 0.75, 40 },
		{ four, 4, 0.1, -0.7 },
		{ four, 4, 0.5, 0 },
		{ four, 4, 0.9, 7 },
		{ mpg, 32, 0.25, 15.425 },
		{ mpg, 32, 0.5, 19.2 },
		{ mpg, 32, 0.75, 22.8 },
		/* Position 3.1. */
		{ mpg, 32, 0.1, 14.34 },
		{ ten, 2, 0.3, 1.3 },
		{ ten + 6, 1, 0, 7 },
		{ ten + 6, 1, 0.3, 7 },
		{ ten + 6, 1, 1, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double got = stats_quantile(cases[i].values, cases[i].n, cases[i].q);

		if (!(fabs(got - cases[i].quantile) < 1e-12))
			fail_msg("case %zu: %.17g, not %.17g", i, got, cases[i].quantile);
	}
	assert_true(isnan(stats_quantile(ten, 0, 0.5)));
	assert_true(isnan(stats_quantile(NULL, 0, 0)));
}

/* The quantile of 0 .. n-1 is the position itself, and no q reads beyond the array. */
static void test_quantile_positions(void **state)
{
	double values[MAX_N], last = 0;

	(void)state;
	for (size_t i = 0; i < MAX_N; i++)
		values[i] = i;
	for (size_t n = 1; n <= MAX_N; n += n < 20 ? 1 : 97) {
		last = 0;
		for (int step = 0; step <= 1000; step++) {
			double got = stats_quantile(values, n, step / 1000.);

			assert_true(fabs(got - step / 1000. * (n - 1)) < 1e-9);
			assert_true(got >= last);
			last = got;
		}
		assert_true(last == n - 1);
	}
}

/*
 * The ranks (from 1) of the order statistics that contain a quantile, and their probability.  For
 * the median these are tables from books on nonparametric statistics; the others are sums of
 * binomial probabilities, computed with fractions.
 */
static const struct {
	double q, level;
	size_t n, first, last;
	double percent;
} intervals[] = {
	{ 0.5, 0.95, 6, 1, 6, 96.88 },
	{ 0.5, 0.95, 7, 1, 7, 98.44 },
	{ 0.5, 0.95, 8, 1, 8, 99.22 },
	{ 0.5, 0.95, 9, 2, 8, 96.09 },
	{ 0.5, 0.95, 10, 2, 9, 97.85 },
	{ 0.5, 0.95, 11, 2, 10, 98.83 },
	{ 0.5, 0.95, 12, 3, 10, 96.14 },
	{ 0.5, 0.95, 13, 3, 11, 97.75 },
	{ 0.5, 0.95, 14, 3, 12, 98.71 },
	{ 0.5, 0.95, 15, 4, 12, 96.48 },
	{ 0.5, 0.95, 16, 4, 13, 97.87 },
	{ 0.5, 0.95, 17, 5, 13, 95.10 },
	{ 0.5, 0.95, 18, 5, 14, 96.91 },
	{ 0.5, 0.95, 19, 5, 15, 98.08 },
	{ 0.5, 0.95, 20, 6, 15, 95.86 },
	{ 0.5, 0.95, 25, 8, 18, 95.67 },
	{ 0.5, 0.95, 30, 10, 21, 95.72 },
	{ 0.5, 0.95, 40, 14, 27, 96.15 },
	{ 0.5, 0.95, 50, 18, 33, 96.72 },
	{ 0.5, 0.95, 100, 40, 61, 96.48 },
	{ 0.5, 0.90, 5, 1, 5, 93.75 },
	{ 0.5, 0.99, 8, 1, 8, 99.22 },
	{ 0.5, 0.99, 10, 1, 10, 99.80 },
	{ 0.5, 0.99, 20, 4, 17, 99.74 },
	{ 0.5, 0.99, 50, 16, 35, 99.34 },
	{ 0.25, 0.95, 20, 2, 10, 96.18 },
	{ 0.75, 0.95, 20, 11, 19, 96.18 },
	{ 0.1, 0.95, 50, 1, 10, 97.03 },
	{ 0.9, 0.95, 50, 41, 50, 97.03 },
	{ 0.05, 0.95, 100, 1, 11, 98.26 },
	{ 0.05, 0.95, 1000, 37, 65, 95.81 },
	/* With too few values the interval is the whole range. */
	{ 0.5, 0.95, 1, 1, 1, 0 },
	{ 0.5, 0.95, 2, 1, 2, 50 },
	{ 0.5, 0.95, 3, 1, 3, 75 },
	{ 0.5, 0.95, 4, 1, 4, 87.5 },
	{ 0.5, 0.95, 5, 1, 5, 93.75 },
};

static void test_interval_ranks(void **state)
{
	double ranks[MAX_N], lo, hi, covered;

	(void)state;
	for (size_t i = 0; i < MAX_N; i++)
		ranks[i] = i + 1;
	for (size_t i = 0; i < ARRAY_SIZE(intervals); i++) {
		covered = stats_quantile_ci(ranks, intervals[i].n, intervals[i].q,
					    intervals[i].level, &lo, &hi);
		if (lo != intervals[i].first || hi != intervals[i].last)
			fail_msg("q %g of %zu: ranks %g, %g, not %zu, %zu", intervals[i].q,
				 intervals[i].n, lo, hi, intervals[i].first, intervals[i].last);
		if (!(fabs(100 * covered - intervals[i].percent) < 0.00501))
			fail_msg("q %g of %zu: covers %.4f %%, not %.2f", intervals[i].q,
				 intervals[i].n, 100 * covered, intervals[i].percent);
	}
	assert_true(stats_quantile_ci(NULL, 0, 0.5, 0.95, &lo, &hi) == 0);
	assert_true(isnan(lo) && isnan(hi));
}

/* A large n does not underflow or take long, and the interval narrows like sqrt(n). */
static void test_interval_of_many(void **state)
{
	static double ranks[100000];
	size_t n = ARRAY_SIZE(ranks);
	double lo, hi, covered;

	(void)state;
	for (size_t i = 0; i < n; i++)
		ranks[i] = i + 1;
	covered = stats_quantile_ci(ranks, n, 0.5, 0.95, &lo, &hi);
	assert_true(covered >= 0.95 && covered < 0.952);
	/* The normal approximation: n / 2 -+ 1.96 * sqrt(n) / 2. */
	assert_true(fabs(lo - (n / 2. - 0.98 * sqrt(n))) < 2);
	assert_true(fabs(hi - (n / 2. + 0.98 * sqrt(n))) < 2);
}

static double exponential(double u)
{
	return -log(u);
}

/* A quiet core with occasional load: one value in ten is far off. */
static double disturbed(double u)
{
	return u < 0.9 ? 10 + u : 15 + 100 * u;
}

/* A coarse clock: most values have equals. */
static double coarse(double u)
{
	return floor(8 * u);
}

/*
 * Intervals of samples from a known distribution contain its quantile as often as they should, and
 * more often with equal values.
 */
static void test_coverage(void **state)
{
	static const struct {
		double (*of)(double);
		bool ties;
		double q, quantile;
		size_t n;
	} cases[] = {
		{ exponential, false, 0.5, M_LN2, 6 },	{ exponential, false, 0.5, M_LN2, 10 },
		{ exponential, false, 0.5, M_LN2, 20 }, { exponential, false, 0.5, M_LN2, 30 },
		{ disturbed, false, 0.5, 10.5, 12 },	{ disturbed, false, 0.5, 10.5, 50 },
		{ disturbed, false, 0.1, 10.1, 50 },	{ disturbed, false, 0.95, 110, 100 },
		{ coarse, true, 0.4, 3, 30 },		{ coarse, true, 0.7, 5, 50 },
	};
	const int trials = 20000;
	double values[100], lo, hi, claimed = 0;
	uint64_t seed = 42;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int held = 0;

		for (int trial = 0; trial < trials; trial++) {
			for (size_t j = 0; j < cases[i].n; j++)
				values[j] = cases[i].of(uniform(&seed));
			stats_sort(values, cases[i].n);
			claimed = stats_quantile_ci(values, cases[i].n, cases[i].q, 0.95, &lo, &hi);
			held += lo <= cases[i].quantile && cases[i].quantile <= hi;
		}
		/* Four standard deviations of 20000 trials are 0.6 %. */
		if (held < 0.95 * trials || held < (claimed - 0.006) * trials ||
		    (!cases[i].ties && held > (claimed + 0.006) * trials))
			fail_msg("case %zu: held %d of %d, said %.4f", i, held, trials, claimed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_quantile),
		cmocka_unit_test(test_quantile_positions),
		cmocka_unit_test(test_interval_ranks),
		cmocka_unit_test(test_interval_of_many),
		cmocka_unit_test(test_coverage),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
