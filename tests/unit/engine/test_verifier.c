// SPDX-License-Identifier: GPL-2.0-only
/* Tests the statistics of the verifier as kernels print them, and as a result file keeps them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/result/result.h"
#include "bench/engine/verifier.h"

/* From Linux 6.18 (a program with and without a function) and from 7.2. */
static const char log_alone[] =
	"verification time 365 usec\n"
	"stack depth 0\n"
	"processed 528 insns (limit 1000000) max_states_per_insn 4 total_states 7 peak_states 7 "
	"mark_read 0\n";
static const char log_function[] =
	"verification time 1848 usec\n"
	"stack depth 0+0\n"
	"processed 1418 insns (limit 1000000) max_states_per_insn 5 total_states 101 "
	"peak_states 51 mark_read 0\n";
static const char log_7_2[] =
	"verification time 848 usec\n"
	"stack depth 0 max 0\n"
	"insns processed 56\n"
	"processed 56 insns (limit 1000000) max_states_per_insn 1 total_states 6 peak_states 6 "
	"mark_read 0\n";

static void check(const char *log, uint64_t insns, uint64_t us)
{
	struct verifier_stats stats;

	if (!verifier_parse(log, &stats))
		fail_msg("not read: %s", log);
	assert_int_equal(stats.insns, insns);
	assert_int_equal(stats.us, us);
}

static void test_kernels(void **state)
{
	check(log_alone, 528, 365);
	check(log_function, 1418, 1848);
	check(log_7_2, 56, 848);
	/* The fields may be in any order, without a newline at the end. */
	check("processed 3 insns (limit 9)\nverification time 0 usec", 3, 0);
}

static void test_states(void **state)
{
	struct verifier_stats stats;

	assert_true(verifier_parse(log_alone, &stats));
	assert_int_equal(stats.states, 7);
	assert_int_equal(stats.peak_states, 7);
	assert_int_equal(stats.stack_bytes, 0);
	assert_true(
		verifier_parse("verification time 1 usec\nstack depth 16+8+32\nprocessed 3 insns "
			       "(limit 9) total_states 101 peak_states 51 mark_read 0\n",
			       &stats));
	assert_int_equal(stats.states, 101);
	assert_int_equal(stats.peak_states, 51);
	assert_int_equal(stats.stack_bytes, 56);
}

static void test_no_statistics(void **state)
{
	static const char *const logs[] = {
		"",
		"\n\n",
		"verification time 365 usec\n",
		"processed 528 insns (limit 1000000)\n",
		/* The text is truncated at either end. */
		"verification time 365 usec\nstack depth 8\nprocessed 52",
		"ification time 365 usec\nprocessed 528 insns (limit 1000000)\n",
		/* Other units, signs and lengths. */
		"verification time 365 nsec\nprocessed 528 insns\n",
		"verification time -365 usec\nprocessed 528 insns\n",
		"verification time  365 usec\nprocessed 528 insns\n",
		"verification time 365 usec\nprocessed 99999999999999999999999 insns\n",
		"verification time 365 usec\ninsns processed 528 insns\n",
	};
	struct verifier_stats stats;

	for (size_t i = 0; i < ARRAY_SIZE(logs); i++)
		if (verifier_parse(logs[i], &stats))
			fail_msg("read: %s", logs[i]);
}

/* Reads a result with this program.  Returns 0, or an error with the reason in err. */
static int read_program(const char *program, struct result *result, char *err, size_t size)
{
	json_t *json = json_loads("{\"name\": \"map_perf/hash\", \"verdict\": \"pass\","
				  " \"reason\": null, \"unit\": \"ns\", \"better\": \"lower\","
				  " \"limit\": null, \"value\": 12, \"ci\": [11, 13],"
				  " \"median\": 14, \"rounds\": [12, 11, 13], \"raw\": 13,"
				  " \"baseline\": 1, \"quiet\": 1, \"tail\": null,"
				  " \"runs\": 900, \"errors\": 0}",
				  0, NULL);
	json_t *part = program ? json_loads(program, 0, NULL) : NULL;
	int ret;

	assert_non_null(json);
	if (program) {
		assert_non_null(part);
		json_object_set_new(json, "program", part);
	}
	ret = result_from_json(json, result, err, size);
	if (!ret)
		ret = result_check(result, err, size);
	json_decref(json);
	return ret;
}

static void test_round_trip(void **state)
{
	struct result first, again;
	char err[256];
	json_t *json;

	assert_int_equal(read_program("{\"programs\": 2, \"verified_insns\": 1418,"
				      " \"xlated_bytes\": 224, \"jited_bytes\": 146,"
				      " \"verify_us\": {\"value\": 410.5, \"ci\": [312, 449],"
				      " \"rounds\": [312, 449, 372, 449]}}",
				      &first, err, sizeof(err)),
			 0);
	json = result_to_json(&first);
	assert_int_equal(result_from_json(json, &again, err, sizeof(err)), 0);
	json_decref(json);
	assert_int_equal(again.program.programs, 2);
	assert_int_equal(again.program.verified_insns, 1418);
	assert_int_equal(again.program.xlated_bytes, 224);
	assert_int_equal(again.program.jited_bytes, 146);
	assert_true(again.program.verify_us == 410.5);
	assert_true(again.program.lo == 312 && again.program.hi == 449);
	assert_int_equal(again.program.n_rounds, 4);
	assert_memory_equal(again.program.rounds, first.program.rounds, 4 * sizeof(double));
	result_clear(&first);
	result_clear(&again);
}

/* Hidden lengths are not written, and files without programs are read. */
static void test_hidden(void **state)
{
	struct result result;
	char err[256];
	json_t *json;

	assert_int_equal(read_program("{\"programs\": 1, \"verified_insns\": 2, \"verify_us\":"
				      " {\"value\": 4, \"ci\": [4, 4], \"rounds\": [4]}}",
				      &result, err, sizeof(err)),
			 0);
	assert_int_equal(result.program.jited_bytes, 0);
	json = result_to_json(&result);
	assert_null(json_object_get(json_object_get(json, "program"), "jited_bytes"));
	json_decref(json);
	result_clear(&result);
	assert_int_equal(read_program(NULL, &result, err, sizeof(err)), 0);
	assert_int_equal(result.program.n_rounds, 0);
	json = result_to_json(&result);
	assert_null(json_object_get(json, "program"));
	json_decref(json);
	result_clear(&result);
}

/* A refused result leaves no memory allocated, which the sanitized build checks. */
static void test_refused(void **state)
{
	static const char *const programs[] = {
		"[]",
		"{}",
		"{\"programs\": 1, \"verified_insns\": 2}",
		"{\"programs\": 1, \"verified_insns\": 2, \"verify_us\":"
		" {\"value\": 4, \"ci\": [4, 4], \"rounds\": [4, null]}}",
		"{\"programs\": 1, \"verified_insns\": 2, \"verify_us\":"
		" {\"value\": 4, \"ci\": [4, 4], \"rounds\": 4}}",
		"{\"programs\": 1, \"verified_insns\": 2, \"verify_us\":"
		" {\"value\": 4, \"ci\": 4, \"rounds\": [4]}}",
		"{\"programs\": 1, \"verified_insns\": \"2\", \"verify_us\":"
		" {\"value\": 4, \"ci\": [4, 4], \"rounds\": [4]}}",
		"{\"programs\": 1, \"verified_insns\": 2, \"jited_bytes\": null, \"verify_us\":"
		" {\"value\": 4, \"ci\": [4, 4], \"rounds\": [4]}}",
		"{\"programs\": 1, \"verified_insns\": 2, \"verify_us\":"
		" {\"value\": 4, \"ci\": [5, 3], \"rounds\": [4]}}",
		"{\"programs\": -1, \"verified_insns\": 2, \"verify_us\":"
		" {\"value\": 4, \"ci\": [4, 4], \"rounds\": [4]}}",
	};
	struct result result;
	char err[256];

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		err[0] = '\0';
		if (!read_program(programs[i], &result, err, sizeof(err)))
			fail_msg("taken: %s", programs[i]);
		assert_true(err[0]);
		result_clear(&result);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernels),	      cmocka_unit_test(test_states),
		cmocka_unit_test(test_no_statistics), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_hidden),	      cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("verifier", tests, NULL, NULL);
}
