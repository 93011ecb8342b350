// SPDX-License-Identifier: GPL-2.0-only
/* Tests verdicts: which limits a figure keeps with its whole interval, and its precision. */
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

#include "bench/result/array.h"
#include "bench/result/verdict.h"

#define ERR_SIZE 256

/* Limits can only be read from files. */
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

/* The test owns the name; verdicts_set() allocates reason and limit. */
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

/* Precision does not affect the verdict: without a limit any width passes. */
static void test_imprecise(void **state)
{
	static const struct {
		const char *unit;
		double value, lo, hi;
		bool imprecise;
	} cases[] = {
		/* The interval reaches a tenth to each side. */
		{ "ns", 100, 90, 110, false },
		{ "ns", 100, 89.9, 110.1, true },
		{ "ns", 100, 100, 100, false },
		/* The width counts, and not the position of the value. */
		{ "ns", 100, 100, 120, false },
		{ "ns", 100, 100, 120.5, true },
		{ "ns", -100, -110, -90, false },
		{ "ns", -100, -111, -90, true },
		/* Half a nanosecond or instruction is precise for any small value. */
		{ "ns", 0.1, -0.4, 0.6, false },
		{ "ns", 0.1, -0.4, 0.7, true },
		{ "insns", 0, -0.5, 0.5, false },
		{ "insns", 0, -0.5, 0.6, true },
		{ "%", 1, -4, 6, false },
		{ "%", 1, -4, 6.1, true },
		{ "%", 90, 82, 98, false },
		/* In other units no width is negligible. */
		{ "bytes", 0, 0, 0, false },
		{ "bytes", 1, 0.8, 1.2, true },
		{ "events/s", 1e6, 0.9e6, 1.1e6, false },
		{ "events/s", 1e6, 0.8e6, 1.1e6, true },
		/* NaN is not narrow. */
		{ "ns", 100, NAN, 100, true },
		{ "ns", 100, 100, NAN, true },
		{ "ns", NAN, 0, 10, true },
		{ "ns", 100, -INFINITY, INFINITY, true },
	};
	struct bounds *bounds = bounds_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result r =
			measured("t/o", cases[i].unit, cases[i].value, cases[i].lo, cases[i].hi);
		struct results results = { &r, 1 };

		verdicts_set(&results, bounds, 0);
		if (r.imprecise != cases[i].imprecise)
			fail_msg("case %zu", i);
		assert_int_equal(r.verdict, VERDICT_PASS);
		assert_null(r.reason);
		assert_null(r.limit);
		forget(&r);
	}
	bounds_free(bounds);
}

/* One round has no interval unless the figure repeats. */
static void test_one_round(void **state)
{
	static const struct {
		const char *unit;
		size_t rounds;
		bool imprecise;
	} cases[] = { { "ns", 1, true },       { "ns", 2, false },    { "%", 1, true },
		      { "events/s", 1, true }, { "insns", 1, false }, { "bytes", 1, false } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct result r = measured("t/o", cases[i].unit, 100, 100, 100);

		r.n_rounds = cases[i].rounds;
		if (result_imprecise(&r) != cases[i].imprecise)
			fail_msg("case %zu", i);
	}
}

/* A figure of too few rounds neither keeps its limit nor breaks it, wherever it is. */
static void test_unsettled(void **state)
{
	static const double values[] = { 90, 161, 100 };
	struct bounds *bounds = bounds_of("t/o <= 100 insns\n");

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(values); i++) {
		double value = values[i / 2];
		struct result r = measured("t/o", "insns", value, value, value);
		struct results results = { &r, 1 };

		r.n_rounds = 2;
		r.unsettled = i % 2;
		verdicts_set(&results, bounds, 0);
		assert_int_equal(r.verdict, r.unsettled	  ? VERDICT_UNDECIDED
					    : value > 100 ? VERDICT_FAIL
							  : VERDICT_PASS);
		assert_int_equal(r.imprecise, r.unsettled);
		assert_true(!r.unsettled || strstr(r.reason, "after 2 rounds"));
		forget(&r);
	}
	bounds_free(bounds);
}

/*
 * Every position of an interval relative to a limit: below, touching, containing, touching, above.
 * Its width does not matter.
 */
static void test_every_position(void **state)
{
	static const struct {
		double lo, hi;
		enum verdict le, ge, in;
	} cases[] = {
		/* <= 100, >= 100, in 100..200 */
		{ 50, 99, VERDICT_PASS, VERDICT_FAIL, VERDICT_FAIL },
		{ 50, 100, VERDICT_PASS, VERDICT_UNDECIDED, VERDICT_UNDECIDED },
		{ 50, 150, VERDICT_UNDECIDED, VERDICT_UNDECIDED, VERDICT_UNDECIDED },
		{ 50, 250, VERDICT_UNDECIDED, VERDICT_UNDECIDED, VERDICT_UNDECIDED },
		{ 100, 100, VERDICT_PASS, VERDICT_PASS, VERDICT_PASS },
		{ 100, 150, VERDICT_UNDECIDED, VERDICT_PASS, VERDICT_PASS },
		{ 120, 150, VERDICT_FAIL, VERDICT_PASS, VERDICT_PASS },
		{ 100, 200, VERDICT_UNDECIDED, VERDICT_PASS, VERDICT_PASS },
		{ 150, 250, VERDICT_FAIL, VERDICT_PASS, VERDICT_UNDECIDED },
		{ 200, 250, VERDICT_FAIL, VERDICT_PASS, VERDICT_UNDECIDED },
		{ 201, 500, VERDICT_FAIL, VERDICT_PASS, VERDICT_FAIL },
	};
	struct bounds *bounds =
		bounds_of("t/le <= 100 ns\nt/ge >= 100 ns\nt/in in 100..200 ns\n"
			  "r/le <= 10 * t/ten\nr/ge >= 10 * t/ten\nr/in in 10..20 * t/ten\n");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double lo = cases[i].lo, hi = cases[i].hi, value = (lo + hi) / 2;
		struct result r[] = {
			measured("t/le", "ns", value, lo, hi),
			measured("t/ge", "ns", value, lo, hi),
			measured("t/in", "ns", value, lo, hi),
			measured("r/le", "ns", value, lo, hi),
			measured("r/ge", "ns", value, lo, hi),
			measured("r/in", "ns", value, lo, hi),
			measured("t/ten", "ns", 10, 10, 10),
		};
		struct results results = { r, ARRAY_SIZE(r) };
		const enum verdict expected[] = { cases[i].le, cases[i].ge, cases[i].in };

		verdicts_set(&results, bounds, 0);
		for (size_t j = 0; j < 6; j++) {
			if (r[j].verdict != expected[j % 3])
				fail_msg("case %zu, %s: %s", i, r[j].name,
					 verdict_name(r[j].verdict));
			assert_true(!r[j].reason == (r[j].verdict == VERDICT_PASS));
			assert_true(r[j].imprecise == ((hi - lo) / 2 > 0.1 * value));
		}
		for (size_t j = 0; j < results.n; j++)
			forget(&r[j]);
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

/* Limits apply to t/o; t/ten is 10 ns with the interval 9.5 to 10.5. */
static void check_limit(const struct limit_case *c, size_t i)
{
	struct bounds *bounds = bounds_of(c->limits);
	struct result r[] = {
		measured("t/o", "ns", c->value, c->lo, c->hi),
		measured("t/ten", "ns", 10, 9.5, 10.5),
		{ .name = (char *)"t/skipped", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, ARRAY_SIZE(r) };

	verdicts_set(&results, bounds, c->flags);
	if (r[0].verdict != c->verdict)
		fail_msg("case %zu: %s (%s)", i, verdict_name(r[0].verdict), r[0].limit ?: "");
	assert_string_equal(r[0].limit ?: "no limit", c->limit);
	assert_true(!r[0].reason == (r[0].verdict == VERDICT_PASS));
	/* The other operation has no limit of its own. */
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
		/* The whole interval keeps the limit, breaks it, or neither. */
		{ "t/o <= 96 ns", 100, 95, 105, 0, VERDICT_UNDECIDED, "<= 96 ns" },
		{ "t/o <= 95 ns", 100, 95, 105, 0, VERDICT_UNDECIDED, "<= 95 ns" },
		{ "t/o <= 105 ns", 100, 95, 105, 0, VERDICT_PASS, "<= 105 ns" },
		{ "t/o <= 94.9 ns", 100, 95, 105, 0, VERDICT_FAIL, "<= 94.9 ns" },
		{ "t/o >= 105 ns", 100, 95, 105, 0, VERDICT_UNDECIDED, ">= 105 ns" },
		{ "t/o >= 95 ns", 100, 95, 105, 0, VERDICT_PASS, ">= 95 ns" },
		{ "t/o >= 106 ns", 100, 95, 105, 0, VERDICT_FAIL, ">= 106 ns" },
		{ "t/o in 105..120 ns", 100, 95, 105, 0, VERDICT_UNDECIDED, "105..120 ns" },
		{ "t/o in 95..105 ns", 100, 95, 105, 0, VERDICT_PASS, "95..105 ns" },
		{ "t/o in 106..120 ns", 100, 95, 105, 0, VERDICT_FAIL, "106..120 ns" },
		{ "t/o in 80..94 ns", 100, 95, 105, 0, VERDICT_FAIL, "80..94 ns" },
		/* An interval on one side of the limit is decided, even if it is wide. */
		{ "t/o <= 50 ns", 100, 80, 120, 0, VERDICT_FAIL, "<= 50 ns" },
		{ "t/o <= 500 ns", 100, 80, 120, 0, VERDICT_PASS, "<= 500 ns" },
		/* Limits in another unit do not apply. */
		{ "t/o <= 1 insns", 100, 95, 105, 0, VERDICT_PASS, "no limit" },
		/* The limit is not enforced. */
		{ "t/o <= 50 ns", 100, 95, 105, BOUND_NO_ABSOLUTE, VERDICT_PASS,
		  "<= 50 ns (not enforced here)" },
		/* 8 * 9.5 is 76, 8 * 10.5 is 84. */
		{ "t/o <= 8 * t/ten", 75, 74, 76, 0, VERDICT_PASS, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 75, 74, 76.1, 0, VERDICT_UNDECIDED, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 85, 84, 86, 0, VERDICT_UNDECIDED, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 85, 84.1, 86, 0, VERDICT_FAIL, "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 8 * t/ten", 85, 84.1, 86, BOUND_NO_ABSOLUTE, VERDICT_FAIL,
		  "<= 8 * t/ten (80 ns)" },
		{ "t/o >= 10 * t/ten", 94, 93, 95, 0, VERDICT_UNDECIDED, ">= 10 * t/ten (100 ns)" },
		{ "t/o >= 10 * t/ten", 110, 105, 115, 0, VERDICT_PASS, ">= 10 * t/ten (100 ns)" },
		{ "t/o >= 10 * t/ten", 110, 104, 115, 0, VERDICT_UNDECIDED,
		  ">= 10 * t/ten (100 ns)" },
		{ "t/o >= 10 * t/ten", 94, 93, 94.9, 0, VERDICT_FAIL, ">= 10 * t/ten (100 ns)" },
		/* A limit that cannot be judged is not broken. */
		{ "t/o <= 1 * t/skipped", 100, 95, 105, 0, VERDICT_PASS,
		  "<= 1 * t/skipped (not measured)" },
		{ "t/o <= 1 * t/none", 100, 95, 105, 0, VERDICT_PASS,
		  "<= 1 * t/none (not measured)" },
		/* An undecided limit is not decided by the other one. */
		{ "t/o <= 100 ns\nt/o <= 80 * t/ten", 100, 95, 105, 0, VERDICT_UNDECIDED,
		  "<= 100 ns" },
		{ "t/o <= 100 ns\nt/o <= 8 * t/ten", 100, 95, 105, 0, VERDICT_FAIL,
		  "<= 8 * t/ten (80 ns)" },
		/* Each of the two limits can fail the figure. */
		{ "t/o <= 200 ns\nt/o <= 8 * t/ten", 100, 95, 105, 0, VERDICT_FAIL,
		  "<= 8 * t/ten (80 ns)" },
		{ "t/o <= 90 ns\nt/o <= 80 * t/ten", 100, 95, 105, 0, VERDICT_FAIL, "<= 90 ns" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_limit(&cases[i], i);
}

/* Counted instructions have their own limit, independent of the time. */
static void test_counted(void **state)
{
	static const struct {
		const char *limits;
		/* Limits for the time, and for 93 [92, 94] counted instructions. */
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
		/* The interval of the time may have any width. */
		{ "t/o <= 91 hw_insns", 50, 150, 3, 0, VERDICT_FAIL, "<= 91 hw_insns" },
		/* A shared core does not change them, but a debug kernel does. */
		{ "t/o <= 91 hw_insns", 99, 101, 3, BOUND_NO_TIME, VERDICT_FAIL, "<= 91 hw_insns" },
		{ "t/o <= 91 hw_insns", 99, 101, 3, BOUND_NO_ABSOLUTE, VERDICT_PASS,
		  "<= 91 hw_insns (not enforced here)" },
		/* The instructions were not counted. */
		{ "t/o <= 91 hw_insns", 99, 101, 0, 0, VERDICT_PASS, NULL },
		{ "t/o <= 110 ns", 99, 101, 3, 0, VERDICT_PASS, "<= 110 ns" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
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

/* Cycles are a metric of their own: 20 ns [19, 21] at 4 GHz, or nothing if time was measured. */
static void test_cycles(void **state)
{
	static const struct {
		const char *limit;
		double cycle_ns;
		enum verdict verdict;
		const char *text;
	} cases[] = {
		{ "t/o.cycles <= 84 cycles", 0.25, VERDICT_PASS, "cycles <= 84 cycles" },
		{ "t/o.cycles in 76..84 cycles", 0.25, VERDICT_PASS, "cycles 76..84 cycles" },
		{ "t/o.cycles <= 80 cycles", 0.25, VERDICT_UNDECIDED, "cycles <= 80 cycles" },
		{ "t/o.cycles <= 75 cycles", 0.25, VERDICT_FAIL, "cycles <= 75 cycles" },
		{ "t/o.cycles <= 75 cycles", 0, VERDICT_PASS,
		  "cycles <= 75 cycles (nothing measured)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_of(cases[i].limit);
		struct result r = measured("t/o", "ns", 20, 19, 21);
		struct results results = { &r, 1 };

		r.cycle_ns = cases[i].cycle_ns;
		verdicts_set(&results, bounds, 0);
		assert_int_equal(r.verdict, cases[i].verdict);
		assert_string_equal(r.limit, cases[i].text);
		forget(&r);
		bounds_free(bounds);
	}
}

/* A result without a figure keeps its verdict and its reason. */
/*
 * A shared core makes operations slower.  An upper limit that holds there holds, and one that
 * breaks may hold on an exclusive core.  Figures in two states only decide if the direction is
 * certain.
 */
static void test_shared_core(void **state)
{
	static const struct {
		const char *limit;
		double value;
		enum result_core core, other;
		enum verdict verdict;
	} cases[] = {
		{ "<= 50 ns", 20, RESULT_CORE_SHARED, RESULT_CORE_NONE, VERDICT_PASS },
		{ "<= 50 ns", 80, RESULT_CORE_SHARED, RESULT_CORE_NONE, VERDICT_UNDECIDED },
		{ "<= 50 ns", 80, RESULT_CORE_EXCLUSIVE, RESULT_CORE_NONE, VERDICT_FAIL },
		{ ">= 50 ns", 80, RESULT_CORE_SHARED, RESULT_CORE_NONE, VERDICT_UNDECIDED },
		{ "40..60 ns", 50, RESULT_CORE_SHARED, RESULT_CORE_NONE, VERDICT_UNDECIDED },
		{ "<= 2 * t/b", 10, RESULT_CORE_SHARED, RESULT_CORE_SHARED, VERDICT_PASS },
		{ "<= 2 * t/b", 90, RESULT_CORE_SHARED, RESULT_CORE_SHARED, VERDICT_FAIL },
		{ "<= 2 * t/b", 10, RESULT_CORE_SHARED, RESULT_CORE_EXCLUSIVE, VERDICT_PASS },
		{ "<= 2 * t/b", 90, RESULT_CORE_SHARED, RESULT_CORE_EXCLUSIVE, VERDICT_UNDECIDED },
		{ "<= 2 * t/b", 10, RESULT_CORE_EXCLUSIVE, RESULT_CORE_SHARED, VERDICT_UNDECIDED },
		{ "<= 2 * t/b", 90, RESULT_CORE_EXCLUSIVE, RESULT_CORE_SHARED, VERDICT_FAIL },
		{ ">= 2 * t/b", 90, RESULT_CORE_SHARED, RESULT_CORE_EXCLUSIVE, VERDICT_UNDECIDED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double v = cases[i].value;
		struct result both[] = { measured("t/a", "ns", v, v - 1, v + 1),
					 measured("t/b", "ns", 20, 19, 21) };
		struct results results = { both, 2 };
		struct bounds *bounds;
		char line[64];

		both[0].core = cases[i].core;
		both[1].core = cases[i].other;
		snprintf(line, sizeof(line), "t/a %s%s\n", strchr(cases[i].limit, '=') ? "" : "in ",
			 cases[i].limit);
		bounds = bounds_of(line);
		verdicts_set(&results, bounds, 0);
		if (both[0].verdict != cases[i].verdict)
			fail_msg("case %zu, %s: %s", i, line, verdict_name(both[0].verdict));
		assert_true((both[0].verdict == VERDICT_PASS) == !both[0].reason);
		forget(&both[0]);
		forget(&both[1]);
		bounds_free(bounds);
	}
}

static void test_unmeasured_stay(void **state)
{
	static const enum verdict verdicts[] = { VERDICT_SKIP, VERDICT_FAIL, VERDICT_UNDECIDED };
	struct bounds *bounds = bounds_of("t/* <= 1 ns\n");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
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

/* Every result is judged alone, and a new limit replaces that of an earlier call. */
static void test_all_of_them(void **state)
{
	struct bounds *bounds = bounds_of("t/slow <= 50 ns\nt/fast <= 50 ns\nt/wide <= 50 ns\n");
	struct result r[] = {
		measured("t/fast", "ns", 10, 9.9, 10.1),
		measured("t/slow", "ns", 100, 99, 101),
		measured("t/wide", "ns", 100, 40, 160),
		measured("t/free", "ns", 1000, 990, 1010),
		{ .name = (char *)"t/skip", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, ARRAY_SIZE(r) };

	(void)state;
	r[0].limit = strdup("an earlier one");
	verdicts_set(&results, bounds, 0);
	assert_int_equal(r[0].verdict, VERDICT_PASS);
	assert_string_equal(r[0].limit, "<= 50 ns");
	assert_int_equal(r[1].verdict, VERDICT_FAIL);
	assert_int_equal(r[2].verdict, VERDICT_UNDECIDED);
	assert_int_equal(r[3].verdict, VERDICT_PASS);
	assert_int_equal(r[4].verdict, VERDICT_SKIP);
	assert_int_equal(results_count(&results, VERDICT_PASS), 2);
	assert_int_equal(results_count(&results, VERDICT_FAIL), 1);
	assert_int_equal(results_count(&results, VERDICT_UNDECIDED), 1);
	assert_int_equal(results_count(&results, VERDICT_SKIP), 1);
	for (size_t i = 0; i < results.n; i++)
		forget(&r[i]);
	results = (struct results){};
	verdicts_set(&results, bounds, 0);
	assert_int_equal(results_count(&results, VERDICT_PASS), 0);
	bounds_free(bounds);
}

/* Limits of tails apply in addition to that of the figure.  The deciding one is shown. */
static void test_tail_limits(void **state)
{
	static const struct {
		const char *limits;
		enum verdict verdict;
		const char *limit;
	} cases[] = {
		{ "t/o.p99 <= 500 ns", VERDICT_PASS, "p99 <= 500 ns" },
		{ "t/o.p99 <= 300 ns", VERDICT_PASS, "p99 <= 300 ns" },
		{ "t/o.p99 <= 299 ns", VERDICT_FAIL, "p99 <= 299 ns" },
		{ "t/o.max <= 300 ns", VERDICT_FAIL, "max <= 300 ns" },
		{ "t/o.p50 <= 99 ns", VERDICT_FAIL, "p50 <= 99 ns" },
		{ "t/o.p95 <= 200 ns\nt/o.p999 <= 399 ns", VERDICT_FAIL, "p999 <= 399 ns" },
		{ "t/o <= 200 ns\nt/o.p99 <= 500 ns", VERDICT_PASS, "<= 200 ns" },
		{ "t/o <= 200 ns\nt/o.p99 <= 200 ns", VERDICT_FAIL, "p99 <= 200 ns" },
		{ "t/o <= 100 ns\nt/o.p99 <= 500 ns", VERDICT_UNDECIDED, "<= 100 ns" },
		{ "t/o <= 9 ns\nt/o.p99 <= 200 ns", VERDICT_FAIL, "<= 9 ns" },
		{ "t/o.p99 <= 3 * t/o.p50", VERDICT_PASS, "p99 <= 3 * t/o.p50 (300 ns)" },
		{ "t/o.p99 <= 2 * t/o.p50", VERDICT_FAIL, "p99 <= 2 * t/o.p50 (200 ns)" },
		/* A figure without an interval, against an interval from 90 to 110. */
		{ "t/o.p99 <= 2 * t/o", VERDICT_FAIL, "p99 <= 2 * t/o (200 ns)" },
		{ "t/o.p99 <= 3 * t/o", VERDICT_UNDECIDED, "p99 <= 3 * t/o (300 ns)" },
		{ "t/o.p99 <= 4 * t/o", VERDICT_PASS, "p99 <= 4 * t/o (400 ns)" },
		{ "t/o.p99 <= 3 * t/none.p99", VERDICT_PASS,
		  "p99 <= 3 * t/none.p99 (not measured)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_of(cases[i].limits);
		struct result r[] = { measured("t/o", "ns", 100, 90, 110),
				      measured("t/none", "ns", 100, 90, 110) };
		struct results results = { r, 2 };

		r[0].tail = (struct tail){ 100, 200, 300, 400, 500, 1000, {}, 0 };
		verdicts_set(&results, bounds, 0);
		if (r[0].verdict != cases[i].verdict)
			fail_msg("case %zu: %s", i, verdict_name(r[0].verdict));
		assert_string_equal(r[0].limit, cases[i].limit);
		forget(&r[0]);
		/* A result without tails has no limits of tails. */
		r[0].tail = (struct tail){};
		r[0].limit = r[0].reason = NULL;
		verdicts_set(&results, bounds, 0);
		if (!strstr(cases[i].limits, "t/o <="))
			assert_string_equal(strchr(r[0].limit, '(') ?: "", "(nothing measured)");
		forget(&r[0]);
		bounds_free(bounds);
	}
}

static void test_limit_judged(void **state)
{
	(void)state;
	assert_true(limit_judged("<= 100 ns"));
	assert_true(limit_judged("<= 2 * t/o (24 ns)"));
	assert_true(limit_judged("-10..10 %"));
	assert_false(limit_judged("<= 100 ns (not enforced here)"));
	assert_false(limit_judged("<= 2 * t/o (not measured)"));
	assert_false(limit_judged(NULL));
}

/* The counts of the first and the last line. */
static void test_tally(void **state)
{
	struct bounds *bounds = bounds_of("t/fast <= 50 ns\nt/slow <= 50 ns\nt/wide <= 50 ns\n"
					  "t/other <= 1 * t/skip\nt/skip <= 1 ns\n");
	struct result r[] = {
		measured("t/fast", "ns", 10, 9, 11),
		measured("t/slow", "ns", 100, 60, 140),
		measured("t/wide", "ns", 100, 40, 160),
		measured("t/free", "ns", 100, 1, 1000),
		measured("t/other", "ns", 10, 9, 11),
		{ .name = (char *)"t/skip", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
		{ .name = (char *)"t/dead", .verdict = VERDICT_FAIL, .unit = (char *)"ns" },
		{ .name = (char *)"t/late", .verdict = VERDICT_UNDECIDED, .unit = (char *)"ns" },
	};
	struct results results = { r, ARRAY_SIZE(r) };
	struct tally tally;

	(void)state;
	verdicts_set(&results, bounds, 0);
	tally = results_tally(&results);
	assert_int_equal(tally.measured, 5);
	assert_int_equal(tally.verdict[VERDICT_PASS], 3);
	assert_int_equal(tally.verdict[VERDICT_FAIL], 2);
	assert_int_equal(tally.verdict[VERDICT_SKIP], 1);
	assert_int_equal(tally.verdict[VERDICT_UNDECIDED], 2);
	assert_int_equal(tally.imprecise, 3);
	assert_int_equal(tally.limited, 3);
	assert_int_equal(tally.kept, 1);
	assert_int_equal(tally.broken, 1);
	assert_int_equal(tally.astride, 1);
	assert_int_equal(tally.late, 1);
	for (size_t i = 0; i < results.n; i++)
		forget(&r[i]);
	bounds_free(bounds);
}

static void test_results_figure(void **state)
{
	struct result r[] = {
		measured("t/o", "ns", 10, 9, 11),
		measured("t/op", "insns", 20, 19, 22),
		{ .name = (char *)"t/skip", .verdict = VERDICT_SKIP, .unit = (char *)"ns" },
	};
	struct results results = { r, ARRAY_SIZE(r) };
	struct figure figure = { .value = 42 };

	(void)state;
	/* Only whole names match, and nothing is filled in for missing operations. */
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
		cmocka_unit_test(test_imprecise),   cmocka_unit_test(test_one_round),
		cmocka_unit_test(test_unsettled),   cmocka_unit_test(test_every_position),
		cmocka_unit_test(test_tally),	    cmocka_unit_test(test_limit_judged),
		cmocka_unit_test(test_tail_limits), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_counted),	    cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_shared_core), cmocka_unit_test(test_unmeasured_stay),
		cmocka_unit_test(test_all_of_them), cmocka_unit_test(test_results_figure),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
