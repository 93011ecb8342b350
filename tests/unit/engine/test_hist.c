// SPDX-License-Identifier: GPL-2.0-only
/* Tests the latency histogram: the bucket of a value, the error of a quantile, and merging. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/hist.h"
#include "bench/result/array.h"

#define LAST (BENCH_HIST_BUCKETS - 1)

/* Every value has exactly one bucket, without gaps or overlaps. */
static void test_every_bucket(void **state)
{
	uint64_t next = 0;

	(void)state;
	for (unsigned int i = 0; i < BENCH_HIST_BUCKETS; i++) {
		uint64_t low = hist_bucket_low(i), width = hist_bucket_width(i);

		assert_true(low == next);
		assert_true(width >= 1);
		next = low + width;
		assert_int_equal(bench_hist_bucket(low), i);
		assert_int_equal(bench_hist_bucket(low + width / 2), i);
		assert_int_equal(bench_hist_bucket(next - 1), i);
		/*
		 * Values up to 63 have their own bucket.  Above, a bucket is at most 1/32 of its
		 * lower end wide.
		 */
		assert_true(low < 64 ? width == 1 : width * 32 <= low);
	}
	/* Values above 2^40 are only told apart within their power of two. */
	assert_true(next == 1ULL << 41);
}

/* Computes the bucket from its definition, with the power of two from the compiler. */
static unsigned int expected_bucket(uint64_t value)
{
	unsigned int log2, bucket;

	if (value < 64)
		return value;
	log2 = 63 - __builtin_clzll(value);
	bucket = (log2 - 4) * 32 + (value >> (log2 - 5)) % 32;
	return bucket < LAST ? bucket : LAST;
}

static void test_boundaries(void **state)
{
	static const struct {
		uint64_t value;
		unsigned int bucket;
	} known[] = {
		{ 0, 0 },
		{ 1, 1 },
		{ 31, 31 },
		{ 32, 32 },
		{ 63, 63 },
		{ 64, 64 },
		{ 65, 64 },
		{ 66, 65 },
		{ 127, 95 },
		{ 128, 96 },
		{ 131, 96 },
		{ 132, 97 },
		{ 1000, 190 },
		{ 1024, 192 },
		{ 1ULL << 32, 28 * 32 },
		{ 1ULL << 40, 1152 },
		{ (1ULL << 41) - 1, LAST },
		{ 1ULL << 41, LAST },
		{ UINT64_MAX, LAST },
	};
	unsigned int last = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		assert_int_equal(bench_hist_bucket(known[i].value), known[i].bucket);
	for (unsigned int log2 = 0; log2 < 64; log2++)
		for (int off = -1; off <= 1; off++) {
			uint64_t value = (1ULL << log2) + off;

			assert_int_equal(bench_hist_bucket(value), expected_bucket(value));
		}
	for (uint64_t value = 0; value < 100000; value++) {
		unsigned int bucket = bench_hist_bucket(value);

		assert_int_equal(bucket, expected_bucket(value));
		assert_in_range(bucket, last, last + 1);
		last = bucket;
	}
}

/* Returns a value from below a larger one, so that max cannot help. */
static double read_back(uint64_t value)
{
	static struct hist hist;

	hist = (struct hist){};
	hist_add(&hist, value);
	hist_add(&hist, UINT64_MAX);
	return hist_quantile(&hist, 0.5);
}

static void test_error(void **state)
{
	(void)state;
	for (uint64_t value = 0; value < 64; value++)
		assert_true(read_back(value) == value);
	for (unsigned int i = 64; i < BENCH_HIST_BUCKETS; i++) {
		double low = hist_bucket_low(i), high = low + hist_bucket_width(i) - 1;

		assert_true(fabs(read_back(low) - low) <= low / 64);
		assert_true(fabs(read_back(high) - high) <= high / 64);
	}
}

static void test_quantiles(void **state)
{
	/* The values with their counts, and the expected result. */
	static const struct {
		struct {
			uint64_t value, times;
		} sets[3];
		double q, quantile;
	} cases[] = {
		{ { { 7, 1 } }, 0, 7 },
		{ { { 7, 1 } }, 0.5, 7 },
		{ { { 7, 1 } }, 1, 7 },
		{ { { 0, 5 } }, 0.99, 0 },
		{ { { 1, 1 }, { 2, 1 } }, 0.5, 1 },
		{ { { 1, 1 }, { 2, 1 } }, 0.51, 2 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0, 10 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0.5, 10 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0.99, 10 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0.9901, 30 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0.999, 30 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 0.9991, 50 },
		{ { { 10, 990 }, { 30, 9 }, { 50, 1 } }, 1, 50 },
		/* 992 .. 1007 share a bucket, whose middle is returned, but never more than max. */
		{ { { 992, 1 } }, 0.5, 992 },
		{ { { 1003, 1 } }, 0.5, 999.5 },
		{ { { 994, 3 }, { 5000, 1 } }, 0.5, 999.5 },
		{ { { UINT64_MAX, 4 } }, 0.5, 0x1p41 - 0x1p34 - 0.5 },
	};
	static struct hist hist;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double got;

		hist = (struct hist){};
		for (size_t s = 0; s < 3; s++)
			for (uint64_t n = 0; n < cases[i].sets[s].times; n++)
				hist_add(&hist, cases[i].sets[s].value);
		got = hist_quantile(&hist, cases[i].q);
		if (got != cases[i].quantile)
			fail_msg("case %zu: %.17g, not %.17g", i, got, cases[i].quantile);
	}
	hist = (struct hist){};
	assert_true(hist_quantile(&hist, 0.5) == 0);
}

/* The quantile q of 1 .. 100000 is q * 100000 within the error of a bucket. */
static void test_quantiles_of_many(void **state)
{
	static struct hist hist;
	double last = 0;

	(void)state;
	for (uint64_t value = 1; value <= 100000; value++)
		hist_add(&hist, value);
	assert_true(hist.count == 100000 && hist.max == 100000);
	for (int step = 1; step <= 1000; step++) {
		double got = hist_quantile(&hist, step / 1000.), exact = 100. * step;

		assert_true(fabs(got - exact) <= exact / 64);
		assert_true(got >= last);
		last = got;
	}
}

/* Rounding of q * count must not change the rank: 99.9 % of 1000 values are 999 values. */
static void test_exact_ranks(void **state)
{
	static const struct {
		uint64_t part, whole;
	} shares[] = { { 1, 2 }, { 19, 20 }, { 99, 100 }, { 999, 1000 } };
	static struct hist hist;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
		double q = (double)shares[i].part / shares[i].whole;

		for (uint64_t times = 1; times < 100000; times += 1 + times / 50) {
			hist = (struct hist){ .count = times * shares[i].whole, .max = 20 };
			hist.buckets[10] = times * shares[i].part;
			hist.buckets[20] = hist.count - hist.buckets[10];
			assert_true(hist_quantile(&hist, q) == 10);
			hist.buckets[10]--;
			hist.buckets[20]++;
			assert_true(hist_quantile(&hist, q) == 20);
		}
	}
}

/* Counts of programs are moved: nothing is lost or counted twice. */
static void test_take(void **state)
{
	static struct bench_out out, rest;
	static struct hist hist;

	(void)state;
	hist_add(&hist, 5);
	hist_add(&hist, 700);
	memset(&out, 0xff, sizeof(out));
	memset(out.hist, 0, sizeof(out.hist));
	out.hist[5] = 2;
	out.hist[100] = 3;
	out.hist[LAST] = 4;
	out.max = 1ULL << 50;
	rest = out;
	hist_take(&hist, &out);
	assert_int_equal(hist.count, 2 + 9);
	assert_int_equal(hist.buckets[5], 3);
	assert_int_equal(hist.buckets[100], 3);
	assert_int_equal(hist.buckets[bench_hist_bucket(700)], 1);
	assert_int_equal(hist.buckets[LAST], 4);
	assert_true(hist.max == 1ULL << 50);
	/* The histogram is empty and everything else is unchanged. */
	rest.max = 0;
	memset(rest.hist, 0, sizeof(rest.hist));
	assert_memory_equal(&out, &rest, sizeof(out));
	hist_take(&hist, &out);
	assert_int_equal(hist.count, 11);
	/* A smaller maximum of a later round changes nothing. */
	out.max = 9;
	out.hist[9] = 1;
	hist_take(&hist, &out);
	assert_int_equal(hist.count, 12);
	assert_true(hist.max == 1ULL << 50);
	assert_int_equal(out.max, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_bucket),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_quantiles),
		cmocka_unit_test(test_quantiles_of_many),
		cmocka_unit_test(test_exact_ranks),
		cmocka_unit_test(test_take),
	};

	return cmocka_run_group_tests_name("hist", tests, NULL, NULL);
}
