// SPDX-License-Identifier: GPL-2.0-only
/* Tests what becomes of an operation that is postponed again and again. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/engine.h"
#include "bench/engine/outcome.h"
#include "bench/result/array.h"

/* Nobody postpones that often and means it. */
#define FOR_EVER 1000

static const struct {
	const char *what;
	bool insns;
	/* Rounds that it had before, and samples in each round before it was postponed. */
	size_t rounds, samples;
	enum op_state state;
	/* The most tries; 0: it goes on until the time is up. */
	unsigned int tries;
} cases[] = {
	{ "nothing at all, in time", false, 0, 0, OP_SKIPPED, 3 },
	{ "nothing at all, in instructions", true, 0, 0, OP_SKIPPED, 3 },
	{ "one round, in instructions", true, 1, 0, OP_SKIPPED, 9 },
	{ "a sample now and then, in instructions", true, 0, 1, OP_SKIPPED, 9 },
	{ "too few rounds, in instructions", true, 2, 1, OP_SKIPPED, 9 },
	{ "enough rounds, in instructions", true, 3, 0, OP_SETTLED, 9 },
	/* The deadline ends these. */
	{ "one round, in time", false, 1, 0, OP_ACTIVE, 0 },
	{ "a sample now and then, in time", false, 0, 1, OP_ACTIVE, 0 },
};

static void test_later(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct bench_config config = { .insns = cases[i].insns };
		struct bench bench = { .config = &config,
				       .pace = { .min_rounds = 3, .max_rounds = 9 } };
		/* The second one is another figure of the first. */
		struct op ops[2] = {
			{ .n_rounds = cases[i].rounds, .all.n = cases[i].samples },
			{ .n_rounds = cases[i].rounds, .all.n = cases[i].samples, .of = ops }
		};
		struct group group = { .ops = ops, .n = ARRAY_SIZE(ops) };
		struct bench_round round = {};
		struct measurement m = { &group, &bench, &round };
		unsigned int tries;

		for (tries = 0; tries < FOR_EVER && ops[0].state == OP_ACTIVE; tries++)
			outcome_set(&m, &ops[0], bench_later(&round, "the moon is full"));
		if (ops[0].state != cases[i].state || ops[1].state != cases[i].state ||
		    tries != (cases[i].tries ? cases[i].tries : FOR_EVER))
			fail_msg("%s: state %d after %u tries", cases[i].what, ops[0].state, tries);
		assert_string_equal(ops[0].reason, "not this time: the moon is full");
		assert_int_equal(ops[0].cause, CAUSE_NOT_THIS_TIME);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
