// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts: when a figure is too noisy for one, and which limits it keeps. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/verdict.h"

#define ERR_SIZE 256

/* Limits come from files only. */
static struct bounds *bounds_of(const char *text)
{
	struct bounds *bounds = bounds_new();
	char path[] = "/tmp/test_verdict.XXXXXX";
	char err[ERR_SIZE] = "";
	int fd = mkstemp(path);

	assert_non_null(bounds);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	if (bounds_read(bounds, path, err, sizeof(err)))
		fail_msg("%s", err);
	unlink(path);
	return bounds;
}

/* Its name is the test's own; verdicts_set() allocates reason and limit. */
static struct result measured(const char *name, const char *unit, double value, double lo,
			      double hi)
{
	return (struct result){
		.name = (char *)name,
		.unit = (char *)unit,
		.lower_is_better = true,
		.measured = true,
		.value = value,
		.lo = lo,
		.hi = hi,
	};
}

static void forget(struct result *result)
{
	free(result->reason);
	free(result->limit);
}

/* Without a limit it is the width of the interval that decides. */
static void test_noisy(void **state)
{
	static const struct {
		const char *unit;
		double value, lo, hi;
		enum verdict verdict;
	} cases[] = {
		/* A tenth to each side. */
		{ "ns", 100, 90, 110, VERDICT_PASS },
		{ "ns", 100, 89.9, 110.1, VERDICT_NOISY },
		{ "ns", 100, 100, 100, VERDICT_PASS },
		/* The width counts, not where the value is in it. */
		{ "ns", 100, 100, 120, VERDICT_PASS },
		{ "ns", 100, 100, 120.5, VERDICT_NOISY },
		{ "ns", -100, -110, -90, VERDICT_PASS },
		{ "ns", -100, -111, -90, VERDICT_NOISY },
		/* Half a nanosecond or instruction, however small the value. */
		{ "ns", 0.1, -0.4, 0.6, VERDICT_PASS },
		{ "ns", 0.1, -0.4, 0.7, VERDICT_NOISY },
		{ "insns", 0, -0.5, 0.5, VERDICT_PASS },
		{ "insns", 0, -0.5, 0.6, VERDICT_NOISY },
		{ "%", 1, -4, 6, VERDICT_PASS },
		{ "%", 1, -4, 6.1, VERDICT_NOISY },
		{ "%", 90, 82, 98, VERDICT_PASS },
		/* No other unit has a width that is nothing. */
		{ "bytes", 0, 0, 0, VERDICT_PASS },
		{ "bytes", 1, 0.8, 1.2, VERDICT_NOISY },
		{ "events/s", 1e6, 0.9e6, 1.1e6, VERDICT_PASS },
		{ "events/s", 1e6, 0.8e6, 1.1e6, VERDICT_NOISY },
		/* What is no number is not narrow. */
		{ "ns", 100, NAN, 100, VERDICT_NOISY },
		{ "ns", 100, 100, NAN, VERDICT_NOISY },
		{ "ns", NAN, 0, 10, VERDICT_NOISY },
		{ "ns", 100, -INFINITY, INFINITY, VERDICT_NOISY },
	};
	struct bounds *bounds = bounds_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result r =
			measured("t/o", cases[i].unit, cases[i].value, cases[i].lo, cases[i].hi);
		struct results results = { &r, 1 };

		verdicts_set(&results, bounds, 0);
		if (r.verdict != cases[i].verdict)
			fail_msg("case %zu: %s", i, verdict_name(r.verdict));
		/* Only what passed needs no reason. */
		assert_true(!r.reason == (r.verdict == VERDICT_PASS));
		assert_null(r.limit);
		forget(&r);
	}
	bounds_free(bounds);
}

/* With a limit, an interval wider than the limit shows nothing. */
static void test_wider_than_limit(void **state)
{
	static const struct {
		double value, lo, hi;
		enum verdict verdict;
	} cases[] = {
		{ 0.1, -0.4, 0.6, VERDICT_PASS },
		{ 0.1, -0.4, 0.7, VERDICT_NOISY },
		{ 2, 0.4, 3, VERDICT_NOISY },
		/* Even the favourable end breaks it. */
		{ 2, 0.6, 3, VERDICT_FAIL },
	};
	struct bounds *bounds = bounds_of("t/o <= 0.5 %\n");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result r = measured("t/o", "%", cases[i].value, cases[i].lo, cases[i].hi);
		struct results results = { &r, 1 };

		verdicts_set(&results, bounds, 0);
		if (r.verdict != cases[i].verdict)
			fail_msg("case %zu: %s", i, verdict_name(r.verdict));
		forget(&r);
	}
	bounds_free(bounds);
}

struct limit_case {
	const char *limits;
	double value, lo, hi;
	unsigned int flags;
	enum verdict verdict;
	const char *limit;
};

/* t/o is held against limits, t/ten is 10 ns from 9.5 to 10.5. */
static void check_limit(const struct limit_case *c, size_t i)
{
	struct bounds *bounds = bounds_of(c->limits);
	struct result r[] = {
		measured("t/o", "ns", c->value, c->lo, c->hi),
		measured("t/ten", "ns", 10, 9.5, 10.5),
		{ .name = (char *)"t/skipped", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, sizeof(r) / sizeof(r[0]) };

	verdicts_set(&results, bounds, c->flags);
	if (r[0].verdict != c->verdict)
		fail_msg("case %zu: %s (%s)", i, verdict_name(r[0].verdict), r[0].limit ?: "");
	assert_string_equal(r[0].limit ?: "no limit", c->limit);
	assert_true(!r[0].reason == (r[0].verdict == VERDICT_PASS));
	/* What it was compared with has no limit of its own. */
	assert_int_equal(r[1].verdict, VERDICT_PASS);
	assert_null(r[1].limit);
	for (size_t j = 0; j < results.n; j++)
		forget(&r[j]);
	bounds_free(bounds);
}

static void test_limits(void **state)
{
	static const struct limit_case cases[] = {
		{ "x/o <= 1 ns", 100, 95, 105, 0, VERDICT_PASS, "no limit" },
		{ "t/o none", 100, 95, 105, 0, VERDICT_PASS, "no limit" },
		{ "t/o <= 110 ns", 100, 95, 105, 0, VERDICT_PASS, "<= 110 ns" },
		/* The favourable end breaks it or it is not broken. */
		{ "t/o <= 96 ns", 100, 95, 105, 0, VERDICT_PASS, "<= 96 ns" },
		{ "t/o <= 95 ns", 100, 95, 105, 0, VERDICT_PASS, "<= 95 ns" },
		{ "t/o <= 94.9 ns", 100, 95, 105, 0, VERDICT_FAIL, "<= 94.9 ns" },
		{ "t/o >= 105 ns", 100, 95, 105, 0, VERDICT_PASS, ">= 105 ns" },
		{ "t/o >= 106 ns", 100, 95, 105, 0, VERDICT_FAIL, ">= 106 ns" },
		{ "t/o in 105..120 ns", 100, 95, 105, 0, VERDICT_PASS, "105..120 ns" },
		{ "t/o in 106..120 ns", 100, 95, 105, 0, VERDICT_FAIL, "106..120 ns" },
		{ "t/o in 80..94 ns", 100, 95, 105, 0, VERDICT_FAIL, "80..94 ns" },
		/* Too wide to judge is never FAIL or PASS by luck; the limit is told. */
		{ "t/o <= 50 ns", 100, 80, 120, 0, VERDICT_NOISY, "<= 50 ns" },
		{ "t/o <= 500 ns", 100, 80, 120, 0, VERDICT_NOISY, "<= 500 ns" },
		/* Limits in another unit are not this figure's. */
		{ "t/o <= 1 insns", 100, 95, 105, 0, VERDICT_PASS, "no limit" },
		/* Not enforced here. */
		{ "t/o <= 50 ns", 100, 95, 105, BOUND_NO_ABSOLUTE, VERDICT_PASS,
		  "<= 50 ns (not enforced here)" },
		/* 8 * 10.5 is 84. */
		{ "t/o <= 8 * t/ten", 85, 84, 86, 0, VERDICT_PASS, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 85, 84.1, 86, 0, VERDICT_FAIL, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 85, 84.1, 86, BOUND_NO_ABSOLUTE, VERDICT_FAIL,
		  "<= 8 * t/ten (80 ns)" },
		{ "t/o >= 10 * t/ten", 94, 93, 95, 0, VERDICT_PASS, ">= 10 * t/ten (100 ns)" },
		{ "t/o >= 10 * t/ten", 94, 93, 94.9, 0, VERDICT_FAIL, ">= 10 * t/ten (100 ns)" },
		/* What cannot be judged is not broken. */
		{ "t/o <= 1 * t/skipped", 100, 95, 105, 0, VERDICT_PASS,
		  "<= 1 * t/skipped (not measured)" },
		{ "t/o <= 1 * t/none", 100, 95, 105, 0, VERDICT_PASS,
		  "<= 1 * t/none (not measured)" },
		/* Either one is enough to fail. */
		{ "t/o <= 200 ns\nt/o <= 8 * t/ten", 100, 95, 105, 0, VERDICT_FAIL,
		  "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 90 ns\nt/o <= 80 * t/ten", 100, 95, 105, 0, VERDICT_FAIL, "<= 90 ns" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_limit(&cases[i], i);
}

/* What the processor counts has a limit of its own, whatever the time is and keeps. */
static void test_counted(void **state)
{
	static const struct {
		const char *limits;
		/* Of the time, and of 93 [92, 94] instructions where they are counted. */
		double lo, hi;
		size_t n_rounds;
		unsigned int flags;
		enum verdict verdict;
		const char *text;
	} cases[] = {
		{ "t/o <= 94 hw_insns", 99, 101, 3, 0, VERDICT_PASS, "<= 94 hw_insns" },
		{ "t/o <= 91 hw_insns", 99, 101, 3, 0, VERDICT_FAIL, "<= 91 hw_insns" },
		{ "t/o <= 91 hw_insns\nt/o <= 110 ns", 99, 101, 3, 0, VERDICT_FAIL,
		  "<= 91 hw_insns" },
		{ "t/o <= 94 hw_insns\nt/o <= 110 ns", 99, 101, 3, 0, VERDICT_PASS, "<= 110 ns" },
		{ "t/o <= 94 hw_insns\nt/o <= 90 ns", 99, 101, 3, 0, VERDICT_FAIL, "<= 90 ns" },
		/* However wide that of the time is. */
		{ "t/o <= 91 hw_insns", 50, 150, 3, 0, VERDICT_FAIL, "<= 91 hw_insns" },
		/* No neighbour changes them, but a debug kernel does. */
		{ "t/o <= 91 hw_insns", 99, 101, 3, BOUND_NO_TIME, VERDICT_FAIL, "<= 91 hw_insns" },
		{ "t/o <= 91 hw_insns", 99, 101, 3, BOUND_NO_ABSOLUTE, VERDICT_PASS,
		  "<= 91 hw_insns (not enforced here)" },
		/* Not counted. */
		{ "t/o <= 91 hw_insns", 99, 101, 0, 0, VERDICT_PASS, NULL },
		{ "t/o <= 110 ns", 99, 101, 3, 0, VERDICT_PASS, "<= 110 ns" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bounds *bounds = bounds_of(cases[i].limits);
		struct result r = measured("t/o", "ns", 100, cases[i].lo, cases[i].hi);
		struct results results = { &r, 1 };

		r.hw = (struct hw_cost){
			.insns = 93, .lo = 92, .hi = 94, .n_rounds = cases[i].n_rounds
		};
		verdicts_set(&results, bounds, cases[i].flags);
		assert_int_equal(r.verdict, cases[i].verdict);
		if (cases[i].text)
			assert_string_equal(r.limit, cases[i].text);
		else
			assert_null(r.limit);
		forget(&r);
		bounds_free(bounds);
	}
}

/* What has no figure keeps its verdict and its reason, whatever its limit. */
static void test_unmeasured_stay(void **state)
{
	static const enum verdict verdicts[] = { VERDICT_SKIP, VERDICT_FAIL, VERDICT_NOISY };
	struct bounds *bounds = bounds_of("t/* <= 1 ns\n");

	(void)state;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		char name[] = "t/o", reason[] = "no such helper", unit[] = "ns";
		struct result r = {
			.name = name, .verdict = verdicts[i], .reason = reason, .unit = unit
		};
		struct results results = { &r, 1 };

		verdicts_set(&results, bounds, 0);
		assert_int_equal(r.verdict, verdicts[i]);
		assert_ptr_equal(r.reason, reason);
		assert_string_equal(r.reason, "no such helper");
		assert_null(r.limit);
		assert_false(r.measured);
	}
	bounds_free(bounds);
}

/* Every result is judged by itself, and the limit of an earlier look is replaced. */
static void test_all_of_them(void **state)
{
	struct bounds *bounds = bounds_of("t/slow <= 50 ns\nt/fast <= 50 ns\n");
	struct result r[] = {
		measured("t/fast", "ns", 10, 9.9, 10.1),
		measured("t/slow", "ns", 100, 99, 101),
		measured("t/noisy", "ns", 100, 50, 150),
		measured("t/free", "ns", 1000, 990, 1010),
		{ .name = (char *)"t/skip", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, sizeof(r) / sizeof(r[0]) };

	(void)state;
	r[0].limit = strdup("an earlier one");
	verdicts_set(&results, bounds, 0);
	assert_int_equal(r[0].verdict, VERDICT_PASS);
	assert_string_equal(r[0].limit, "<= 50 ns");
	assert_int_equal(r[1].verdict, VERDICT_FAIL);
	assert_int_equal(r[2].verdict, VERDICT_NOISY);
	assert_int_equal(r[3].verdict, VERDICT_PASS);
	assert_int_equal(r[4].verdict, VERDICT_SKIP);
	assert_int_equal(results_count(&results, VERDICT_PASS), 2);
	assert_int_equal(results_count(&results, VERDICT_FAIL), 1);
	assert_int_equal(results_count(&results, VERDICT_NOISY), 1);
	assert_int_equal(results_count(&results, VERDICT_SKIP), 1);
	for (size_t i = 0; i < results.n; i++)
		forget(&r[i]);
	results = (struct results){};
	verdicts_set(&results, bounds, 0);
	assert_int_equal(results_count(&results, VERDICT_PASS), 0);
	bounds_free(bounds);
}

static void test_results_figure(void **state)
{
	struct result r[] = {
		measured("t/o", "ns", 10, 9, 11),
		measured("t/op", "insns", 20, 19, 22),
		{ .name = (char *)"t/skip", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, sizeof(r) / sizeof(r[0]) };
	struct figure figure = { .value = 42 };

	(void)state;
	/* Whole names only, and nothing is filled for what is not there. */
	assert_false(results_figure(&results, "t/", &figure));
	assert_false(results_figure(&results, "t/*", &figure));
	assert_false(results_figure(&results, "t/opp", &figure));
	assert_false(results_figure(&results, "", &figure));
	assert_true(figure.value == 42);
	assert_true(results_figure(&results, "t/op", &figure));
	assert_true(figure.value == 20 && figure.lo == 19 && figure.hi == 22 && figure.ok);
	assert_string_equal(figure.unit, "insns");
	assert_true(results_figure(&results, "t/o", &figure));
	assert_true(figure.value == 10 && figure.ok);
	assert_true(results_figure(&results, "t/skip", &figure));
	assert_false(figure.ok);
	results.n = 0;
	assert_false(results_figure(&results, "t/o", &figure));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noisy),		cmocka_unit_test(test_wider_than_limit),
		cmocka_unit_test(test_limits),		cmocka_unit_test(test_counted),
		cmocka_unit_test(test_unmeasured_stay), cmocka_unit_test(test_all_of_them),
		cmocka_unit_test(test_results_figure),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
