// SPDX-License-Identifier: GPL-2.0-only
/* Tests verdicts about made verifications, and rates of errors. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "report/command.h"
#include "report/compare/compare.h"
#include "report/compare/errors.h"
#include "report/formats/documents.h"

static const struct compare_options options = {
	.threshold = NAN, .min_delta = NAN, .fdr = 0.05, .undecided = 1, .alarm_faster = NAN
};

/* One operation on each side with this many instructions and microseconds. */
static struct side_op made(double insns, double us, double half, double *best)
{
	return (struct side_op){
		.program = { .programs = 1,
			     .verified_insns = insns,
			     .jited_bytes = 100,
			     .verify_us = us,
			     .lo = us - half,
			     .hi = us + half,
			     .rounds = best,
			     .n_rounds = 3 },
	};
}

/* Compares two changed operations of one test, and one of another test. */
static struct verification judged(const char *unit, double insns, double us, double half,
				  double best, double threshold)
{
	double old_best[] = { 90, 90, 90 }, new_best[] = { best, best, best };
	struct side_op old = made(1000, 100, 5, old_best), new = made(insns, us, half, new_best);
	struct results_doc doc = { .run = json_pack("{s:s}", "unit", unit) };
	struct side side = { .docs = &doc, .n_docs = 1 };
	struct difference diffs[] = {
		{ .name = "a/x", .old = &old, .new = &new },
		{ .name = "a/y", .old = &old, .new = &new },
		{ .name = "a/z", .old = &old },
		{ .name = "ab/x", .old = &old, .new = &old },
	};
	struct comparison c = { .old = &side, .new = &side, .diffs = diffs, .n = 4 };
	struct compare_options with = options;
	struct verification v;

	with.threshold = threshold;
	assert_int_equal(verification_compare(&c, &with), 0);
	assert_int_equal(c.n_verifications, 2);
	v = c.verifications[0];
	assert_int_equal(v.operations, 2);
	assert_int_equal(v.len, 1);
	assert_int_equal(c.verifications[1].operations, 1);
	assert_int_equal(c.verifications[1].change, CHANGE_NONE);
	assert_int_equal(verification_worse(&c), v.change == CHANGE_WORSE);
	free(c.verifications);
	json_decref(doc.run);
	return v;
}

static void test_sums(void **state)
{
	struct verification v = judged("ns", 1001, 130, 4, 120, NAN);

	assert_true(v.old.insns == 2000 && v.new.insns == 2002);
	assert_true(v.old.us == 200 && v.old.lo == 190 && v.old.hi == 210);
	assert_true(v.new.us == 260 && v.new.lo == 252 && v.new.hi == 268);
	assert_true(v.old.best == 180 && v.new.best == 240);
	assert_true(v.new.jited_bytes == 200 && v.new.programs == 2);
}

static void test_verdicts(void **state)
{
	static const struct {
		double insns, us, half, best, threshold;
		enum change insns_change, us_change, change;
	} cases[] = {
		{ 1000, 100, 5, 90, NAN, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		{ 1000, 120, 5, 110, NAN, CHANGE_NONE, CHANGE_WORSE, CHANGE_WORSE },
		{ 1000, 80, 5, 70, NAN, CHANGE_NONE, CHANGE_BETTER, CHANGE_BETTER },
		/* Less than 10 %, and a threshold of the user. */
		{ 1000, 109, 1, 99, NAN, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		{ 1000, 109, 1, 99, 0.05, CHANGE_NONE, CHANGE_WORSE, CHANGE_WORSE },
		{ 1000, 120, 5, 110, 0.5, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		/* The intervals overlap. */
		{ 1000, 120, 16, 110, NAN, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		/* The shortest rounds are as short as before. */
		{ 1000, 120, 5, 95, NAN, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		/* Instructions need no interval. */
		{ 1100, 100, 50, 90, NAN, CHANGE_WORSE, CHANGE_NONE, CHANGE_WORSE },
		{ 1099, 100, 5, 90, NAN, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
		{ 900, 100, 5, 90, NAN, CHANGE_BETTER, CHANGE_NONE, CHANGE_BETTER },
		/* The worse of the two counts. */
		{ 900, 120, 5, 110, NAN, CHANGE_BETTER, CHANGE_WORSE, CHANGE_WORSE },
		{ 1200, 80, 5, 70, NAN, CHANGE_WORSE, CHANGE_BETTER, CHANGE_WORSE },
		/* With a threshold of 0, equal figures are still equal. */
		{ 1000, 100, 5, 90, 0, CHANGE_NONE, CHANGE_NONE, CHANGE_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct verification v = judged("ns", cases[i].insns, cases[i].us, cases[i].half,
					       cases[i].best, cases[i].threshold);

		if (v.insns_change != cases[i].insns_change || v.us_change != cases[i].us_change ||
		    v.change != cases[i].change)
			fail_msg("case %zu: instructions %d, time %d, verdict %d", i,
				 v.insns_change, v.us_change, v.change);
	}
}

static struct side_op wrong(uint64_t errors, uint64_t runs, uint64_t timed)
{
	return (struct side_op){ .errors = errors, .runs = runs, .timed = timed, .n_rounds = 13 };
}

static bool grew(struct side_op old, struct side_op new)
{
	char why[160] = "";
	bool ret = errors_grew(&old, &new, why, sizeof(why));

	assert_true(!ret || why[0]);
	return ret;
}

/* By hand: shares of 0.1 and 0.2 of 100 each have z = 0.1 / sqrt(0.15 * 0.85 * 0.02) = 1.980,
 * 12 and 30 of 1000 each z = 0.018 / sqrt(0.021 * 0.979 * 0.002) = 2.807. */
static void test_two_proportions(void **state)
{
	assert_true(fabs(rates_p(0.1, 100, 0.2, 100) - 0.0477) < 0.0002);
	assert_true(fabs(rates_p(0.012, 1000, 0.03, 1000) - erfc(2.8070 / sqrt(2))) < 1e-4);
	assert_true(rates_p(0.2, 100, 0.1, 100) == rates_p(0.1, 100, 0.2, 100));
	assert_true(rates_p(0, 100, 0, 100) == 1);
	assert_true(rates_p(1, 100, 1, 100) == 1);
	assert_true(rates_p(0, 0, 1, 100) == 1);
}

static void test_errors(void **state)
{
	/* There were no errors before. */
	assert_true(grew(wrong(0, 100000, 0), wrong(12, 100000, 0)));
	assert_false(grew(wrong(0, 72, 0), wrong(1, 73, 0)));
	assert_false(grew(wrong(0, 100000, 0), wrong(0, 100000, 0)));
	assert_false(grew(wrong(12, 100000, 0), wrong(0, 100000, 0)));
	/* The rate doubled, and chance cannot explain it. */
	assert_true(grew(wrong(100, 100000, 0), wrong(300, 100000, 0)));
	assert_false(grew(wrong(100, 100000, 0), wrong(199, 100000, 0)));
	assert_false(grew(wrong(1, 100000, 0), wrong(4, 100000, 0)));
	/* The rate counts, not the number. */
	assert_false(grew(wrong(100, 100000, 0), wrong(300, 300000, 0)));
	/* All checked operations fail, of fewer runs. */
	assert_false(grew(wrong(2816, 112640, 2816), wrong(2816, 14080, 2816)));
	assert_true(grew(wrong(100, 100000, 4000), wrong(400, 100000, 4000)));
	/* For an overloaded operation each round is a trial. */
	assert_false(grew(wrong(4441, 52096, 0), wrong(58460, 187200, 0)));
	assert_true(grew(wrong(4441, 52096, 0), wrong(180000, 187200, 0)));
	/* More errors than runs count as all of them. */
	assert_false(grew(wrong(200, 100, 0), wrong(900, 100, 0)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_two_proportions),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests_name("verification", tests, NULL, NULL);
}
