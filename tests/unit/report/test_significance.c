// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests significance with published tables, worked examples and a simulation, and the order of
 * kernel versions.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/stats.h"
#include "report/command.h"
#include "report/compare/significance.h"
#include "report/compare/version.h"
#include "report/formats/documents.h"
#include "tests/unit/random.h"

static void near(double found, double wanted, double within)
{
	if (!(fabs(found - wanted) <= within))
		fail_msg("%.9g, expected %.9g", found, wanted);
}

/* Makes sets of n and m figures without ties and with U = u: x lies below y except for u pairs. */
static double p_of(size_t n, size_t m, size_t u)
{
	double x[64], y[64];

	for (size_t j = 0; j < m; j++)
		y[j] = 2 * (double)j + 1;
	for (size_t i = n; i-- > 0;) {
		size_t above = u < m ? u : m;

		x[i] = 2 * (double)above + (double)i / (2 * n);
		u -= above;
	}
	stats_sort(x, n);
	return u_test(x, n, y, m);
}

/* Counted by hand: twice the share of the C(n+m, n) orders with U <= u. */
static void test_exact(void **state)
{
	static const struct {
		size_t n, m, u;
		double p;
	} cases[] = {
		{ 3, 3, 0, 2.0 / 20 },
		{ 3, 3, 1, 4.0 / 20 },
		{ 4, 4, 0, 2.0 / 70 },
		/* There are 1, 1, 2, 3 orders with U = 0, 1, 2, 3. */
		{ 5, 5, 2, 2 * 4.0 / 252 },
		{ 5, 5, 3, 2 * 7.0 / 252 },
		{ 3, 5, 1, 2 * 2.0 / 56 },
		{ 8, 8, 0, 2.0 / 12870 },
		{ 10, 10, 0, 2.0 / 184756 },
		/* The sum must not exceed 1. */
		{ 4, 4, 8, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		near(p_of(cases[i].n, cases[i].m, cases[i].u), cases[i].p, 1e-12);
	near(u_test_least(8, 8), 2.0 / 12870, 1e-12);
	near(u_test_least(3, 3), 0.1, 1e-12);
	assert_true(u_test_least(0, 5) == 1);
}

/*
 * Critical values of Mann and Whitney, two-sided 5 %: significant at U, not significant at U + 1.
 */
static void test_critical_values(void **state)
{
	static const struct {
		size_t n, m, critical;
	} table[] = {
		{ 4, 4, 0 },  { 5, 5, 2 },    { 6, 6, 5 },    { 7, 7, 8 },    { 8, 8, 13 },
		{ 9, 9, 17 }, { 10, 10, 23 }, { 12, 12, 37 }, { 15, 15, 64 }, { 20, 20, 127 },
		{ 5, 8, 6 },  { 7, 12, 18 },  { 10, 20, 55 }, { 13, 17, 63 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		assert_true(p_of(table[i].n, table[i].m, table[i].critical) <= 0.05);
		assert_true(p_of(table[i].n, table[i].m, table[i].critical + 1) > 0.05);
	}
}

/* Permeability of the placenta, Hollander and Wolfe (1973), table 4.1; R:
 * wilcox.test(x, y): W = 35, p = 0.2544. */
static void test_published_example(void **state)
{
	double x[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 };
	double y[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };

	stats_sort(x, 10);
	stats_sort(y, 5);
	near(u_test(x, 10, y, 5), 0.2544122544, 1e-9);
	near(u_test(y, 5, x, 10), 0.2544122544, 1e-9);
}

/*
 * Enumerates all ways to draw x from both sets, and counts those whose rank sum is as far from the
 * mean.
 */
static double enumerated(const double *both, size_t all, size_t n, unsigned int drawn)
{
	double rank[12], wanted = 0, mean = n * (all + 1) / 2.0;
	unsigned int as_far = 0, ways = 0;

	for (size_t i = 0; i < all; i++) {
		double below = 0, same = 0;

		for (size_t j = 0; j < all; j++) {
			below += both[j] < both[i];
			same += both[j] == both[i];
		}
		rank[i] = below + (same + 1) / 2;
		wanted += drawn >> i & 1 ? rank[i] : 0;
	}
	for (unsigned int set = 0; set < 1U << all; set++) {
		double sum = 0;

		if ((size_t)__builtin_popcount(set) != n)
			continue;
		for (size_t i = 0; i < all; i++)
			sum += set >> i & 1 ? rank[i] : 0;
		ways++;
		as_far += fabs(sum - mean) >= fabs(wanted - mean) - 1e-9;
	}
	return (double)as_far / ways;
}

static void test_ties(void **state)
{
	static const double both[] = { 1, 2, 2, 3, 3, 3, 4, 5, 5, 7 }, same[] = { 7, 7, 7 };
	double many[60], more[60];
	uint64_t seed = 5;

	/* Sets of 2 to 8 of these ten values. */
	for (int trial = 0; trial < 200; trial++) {
		unsigned int drawn = next_random(&seed) % 1024;
		double x[10], y[10];
		size_t n = 0, m = 0;

		for (size_t i = 0; i < 10; i++)
			if (drawn >> i & 1)
				x[n++] = both[i];
			else
				y[m++] = both[i];
		if (n < 2 || m < 2)
			continue;
		near(u_test(x, n, y, m), enumerated(both, 10, n, drawn), 1e-9);
	}
	near(u_test(same, 3, same, 3), 1, 0);
	near(u_test(same, 3, NULL, 0), 1, 0);
	/* Ties within a set do not change complete separation. */
	near(u_test(both, 3, both + 6, 4), 2.0 / 35, 1e-9);
	/*
	 * Many values: the formula with corrections.  0..9 six times each, against the same plus 1,
	 * has ties of 6 and then 12.
	 */
	for (size_t i = 0; i < 60; i++) {
		many[i] = (double)(i / 6);
		more[i] = many[i] + 1;
	}
	double ties = 2 * (216 - 6) + 9 * (1728 - 12), variance = 300 * (121 - ties / (120 * 119));
	double u = 0;

	for (size_t i = 0; i < 60; i++)
		for (size_t j = 0; j < 60; j++)
			u += many[i] > more[j] ? 1 : many[i] == more[j] ? 0.5 : 0;
	near(u_test(many, 60, more, 60), erfc((1800 - u - 0.5) / sqrt(2 * variance)), 1e-12);
}

/* Under the null hypothesis p <= a happens in at most a share of a of all cases. */
static void test_level(void **state)
{
	static const size_t sizes[][2] = { { 3, 3 }, { 7, 9 }, { 13, 13 }, { 45, 60 } };
	const int trials = 4000;
	double x[64], y[64];
	uint64_t seed = 3;

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		int rejected = 0;

		for (int t = 0; t < trials; t++) {
			for (size_t i = 0; i < sizes[s][0]; i++)
				x[i] = -log(uniform(&seed));
			for (size_t i = 0; i < sizes[s][1]; i++)
				y[i] = -log(uniform(&seed));
			stats_sort(x, sizes[s][0]);
			stats_sort(y, sizes[s][1]);
			rejected += u_test(x, sizes[s][0], y, sizes[s][1]) <= 0.05;
		}
		/* Four standard deviations of 4000 trials are 1.4 %. */
		assert_true(rejected <= 0.064 * trials);
		if (sizes[s][0] > 10)
			assert_true(rejected >= 0.036 * trials);
	}
}

/* In section 4.1 of Benjamini and Hochberg (1995) the first four of 15 p are rejected. */
static void test_fdr(void **state)
{
	double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
		       0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000 };
	double few[] = { 0.02, NAN, 0.01 }, reversed[] = { 0.5, 0.04, 0.001 };

	assert_int_equal(adjust_fdr(p, 15), 0);
	for (size_t i = 0; i < 15; i++)
		assert_true((p[i] <= 0.05) == (i < 4));
	near(p[0], 0.0015, 1e-12);
	near(p[3], 0.0095 * 15 / 4, 1e-12);
	near(p[14], 1, 0);
	/* NAN does not count as a test. */
	assert_int_equal(adjust_fdr(few, 3), 0);
	near(few[0], 0.02, 1e-12);
	near(few[2], 0.02, 1e-12);
	assert_true(isnan(few[1]));
	assert_int_equal(adjust_fdr(reversed, 3), 0);
	near(reversed[0], 0.5, 1e-12);
	near(reversed[1], 0.06, 1e-12);
	near(reversed[2], 0.003, 1e-12);
	assert_int_equal(adjust_fdr(NULL, 0), 0);
}

/* Two of five tests can be significant among three, and three among two. */
static void test_family(void **state)
{
	const double least[] = { 0.5, 0.001, NAN, 0.02, 0.001, 0.04 };
	const double hopeless[] = { 0.5, 0.06 };
	double many[400];

	assert_int_equal(family_size(least, 6, 0.05), 3);
	assert_int_equal(family_size(least, 6, 0.5), 4);
	assert_int_equal(family_size(hopeless, 2, 0.05), 1);
	assert_int_equal(family_size(NULL, 0, 0.05), 1);
	/* 300 tests of eight rounds per side are not hindered by 100 tests of six rounds. */
	for (size_t i = 0; i < 400; i++)
		many[i] = i % 4 ? u_test_least(8, 8) : u_test_least(6, 6);
	assert_int_equal(family_size(many, 400, 0.05), 300);
	assert_true(u_test_least(8, 8) <= 0.05 / 300);
	assert_false(u_test_least(8, 8) <= 0.05 / 400);
}

static void test_versions(void **state)
{
	static const char *const order[] = {
		"4.19.322",
		"5.10.262",
		"5.15.0-rc2",
		"5.15.0",
		"5.15.10",
		"6.1.0-56-cloud-amd64",
		"6.1.0-57-cloud-amd64",
		"6.1.192",
		"6.12-rc3",
		"6.12-rc10",
		"6.12",
		"6.12.1",
		"6.12.107",
		"6.18.44-fc-v657",
		"7.2.13+deb14-cloud-amd64",
		"7.3~rc4",
		"7.3",
		"10.0",
	};
	const size_t n = ARRAY_SIZE(order);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int found = version_compare(order[i], order[j]);

			if ((found > 0) - (found < 0) != (i > j) - (i < j))
				fail_msg("%s and %s: %d", order[i], order[j], found);
		}
	assert_int_equal(version_compare("6.01", "6.1"), 0);
	assert_true(version_compare("6.1", "6.1a") < 0);
	assert_true(version_compare("", "6.1") < 0);
	assert_true(version_compare("1.99999999999999999999", "1.100000000000000000000") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_critical_values),
		cmocka_unit_test(test_published_example),
		cmocka_unit_test(test_ties),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_fdr),
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests_name("significance", tests, NULL, NULL);
}
