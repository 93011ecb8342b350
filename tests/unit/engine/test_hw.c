// SPDX-License-Identifier: GPL-2.0-only
/* Tests counts of the processor: net figures, refusals, and the result. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/hw.h"
#include "bench/result/array.h"
#include "bench/result/hw_cost.h"

/*
 * Two readings in a row are 1000 cycles and 300 instructions apart.  The loop has 100 operations of
 * 40 cycles and 90 instructions each.
 */
static const struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS] = {
	{ { 5000, 100, 100 }, { 7000, 100, 100 } },
	{ { 6000, 400, 400 }, { 7300, 410, 410 } },
	{ { 11000, 900, 900 }, { 16600, 910, 910 } },
};

static void copy(struct bench_counter to[BENCH_READINGS][BENCH_EVENTS])
{
	memcpy(to, readings, sizeof(readings));
}

static void test_net(void **state)
{
	double events[BENCH_EVENTS];

	(void)state;
	assert_true(hw_per_operation(readings, 100, events));
	assert_true(events[BENCH_CYCLES] == 40 && events[BENCH_INSNS] == 90);
	assert_true(hw_between(readings[0], readings[2], events));
	assert_true(events[BENCH_CYCLES] == 6000 && events[BENCH_INSNS] == 9600);
	/* Without operations there is no figure. */
	assert_false(hw_per_operation(readings, 0, events));
}

/* Others used the counter of either event, between any two readings. */
static void test_shared(void **state)
{
	struct bench_counter of[BENCH_READINGS][BENCH_EVENTS];
	double events[BENCH_EVENTS];

	(void)state;
	for (int event = 0; event < BENCH_EVENTS; event++)
		for (int at = BENCH_READ_BEFORE; at <= BENCH_READ_AFTER; at++) {
			copy(of);
			for (int later = at; later <= BENCH_READ_AFTER; later++)
				of[later][event].running -= 1;
			assert_false(hw_per_operation(of, 100, events));
		}
	/* The event never counted. */
	copy(of);
	for (int at = 0; at < BENCH_READINGS; at++)
		of[at][BENCH_INSNS] = (struct bench_counter){ 7, 100, 100 };
	assert_false(hw_per_operation(of, 100, events));
	/* Others may have used the counters before the first reading. */
	copy(of);
	for (int at = 0; at < BENCH_READINGS; at++)
		of[at][BENCH_INSNS].enabled += 12345;
	assert_true(hw_per_operation(of, 100, events));
}

static void test_backwards(void **state)
{
	struct bench_counter of[BENCH_READINGS][BENCH_EVENTS];
	double events[BENCH_EVENTS];

	(void)state;
	copy(of);
	of[BENCH_READ_AFTER][BENCH_CYCLES].counter = 5999;
	assert_false(hw_per_operation(of, 100, events));
}

static void test_no_counters(void **state)
{
	/* No kernel has this type. */
	static const struct hw_event none[BENCH_EVENTS] = {
		{ .type = 0x7ffffff0, .name = "none" },
		{ .type = 0x7ffffff0, .name = "none" },
	};
	char why[256];
	struct hw hw;

	(void)state;
	assert_true(hw_open(&hw, none, -1, why, sizeof(why)) < 0);
	assert_false(hw_is_open(&hw));
	assert_non_null(strstr(why, "no hardware counters: perf_event_open: "));
	assert_null(strchr(why, '\n'));
	hw_close(&hw);
}

static void assert_same(const struct hw_cost *in)
{
	json_t *json = hw_cost_to_json(in);
	struct hw_cost out = {};

	assert_non_null(json);
	assert_null(hw_cost_from_json(json, &out));
	assert_int_equal(out.n_rounds, in->n_rounds);
	assert_true(out.cycles == in->cycles && out.cycles_lo == in->cycles_lo &&
		    out.cycles_hi == in->cycles_hi);
	assert_true(out.insns == in->insns && out.lo == in->lo && out.hi == in->hi);
	for (size_t i = 0; i < in->n_rounds; i++)
		assert_true(out.rounds[i] == in->rounds[i]);
	if (in->reason)
		assert_string_equal(out.reason, in->reason);
	hw_cost_clear(&out);
	assert_false(hw_cost_known(&out));
	json_decref(json);
}

static double three[] = { 89.5, 90, 91 };
static const struct hw_cost counted = {
	.cycles = 40,
	.cycles_lo = 39,
	.cycles_hi = 41.5,
	.insns = 90,
	.lo = 89.5,
	.hi = 91,
	.rounds = three,
	.n_rounds = 3,
	.source = "test run",
	.event = "cpu-cycles,instructions",
};

static void test_json(void **state)
{
	const struct hw_cost nothing = { .reason = "others had the counters" };

	(void)state;
	assert_same(&counted);
	assert_same(&nothing);
}

static void test_malformed(void **state)
{
	static const char *const keys[] = { "cycles", "cycles_ci", "insns", "insns_ci",
					    "rounds", "source",	   "event" };
	static const char *const values[] = { "null", "true", "[]", "[1, null]", "{}" };
	struct hw_cost out = {};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		for (size_t j = 0; j < ARRAY_SIZE(values); j++) {
			json_t *json = hw_cost_to_json(&counted);

			json_object_set_new(json, keys[i],
					    json_loads(values[j], JSON_DECODE_ANY, NULL));
			assert_non_null(hw_cost_from_json(json, &out));
			hw_cost_clear(&out);
			json_decref(json);
		}
}

static void test_check(void **state)
{
	struct hw_cost cost = counted;

	(void)state;
	assert_null(hw_cost_check(&cost));
	assert_true(hw_cost_ipc(&cost) == 2.25);
	cost.insns = 92;
	assert_non_null(hw_cost_check(&cost));
	cost = counted;
	cost.cycles = 38;
	assert_non_null(hw_cost_check(&cost));
	cost = counted;
	cost.source = "somewhere";
	assert_non_null(hw_cost_check(&cost));
	/* An operation without cost has no such ratio. */
	cost = counted;
	cost.cycles = -0.01;
	assert_true(isnan(hw_cost_ipc(&cost)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_net),	  cmocka_unit_test(test_shared),
		cmocka_unit_test(test_backwards), cmocka_unit_test(test_no_counters),
		cmocka_unit_test(test_json),	  cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests_name("hw", tests, NULL, NULL);
}
