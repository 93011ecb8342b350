// SPDX-License-Identifier: GPL-2.0-only
/* Tests what an object keeps over its rounds, and the order in which callbacks are called. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/context.h"
#include "bench/engine/engine.h"
#include "bench/result/array.h"

/* The context of the object in this test. */
struct kept {
	char zeroes[64];
	unsigned int before;
	unsigned int *after;
};

struct fixture {
	struct bench_config config;
	struct bench bench;
	struct bench_object object;
	struct group group;
	struct op ops[2];
	unsigned int after;
};

/*
 * Callbacks have no argument for the test, so these globals have what before() returns, and the
 * fixture.
 */
static struct fixture *fixture;
static int (*say)(struct bench_round *round);

static int before(struct bench_round *round)
{
	static const char zeroes[sizeof(((struct kept *)0)->zeroes)];
	struct kept *kept = round->ctx;

	assert_null(round->obj);
	assert_int_equal(round->cpu, 3);
	assert_true(round->quick);
	assert_memory_equal(kept->zeroes, zeroes, sizeof(zeroes));
	assert_int_equal(kept->before, 0);
	kept->before++;
	kept->after = &fixture->after;
	return say ? say(round) : 0;
}

static int after(struct bench_round *round)
{
	struct kept *kept = round->ctx;

	assert_int_equal(kept->before, 1);
	++*kept->after;
	return 0;
}

static int setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){
		.config = { .test = "made_up", .cpu = 3, .quick = true },
		.object = { .name = "object",
			    .ctx_size = sizeof(struct kept),
			    .before = before,
			    .after = after },
		.ops = { { .name = "one" }, { .name = "other" } },
	};
	f.bench.config = &f.config;
	f.group = (struct group){ .object = &f.object, .ops = f.ops, .n = ARRAY_SIZE(f.ops) };
	fixture = *state = &f;
	say = NULL;
	return 0;
}

static void same_in_every_round(void **state)
{
	struct fixture *f = *state;
	struct bench_round round;
	void *ctx;

	assert_int_equal(context_open(&f->group, &f->bench), 0);
	ctx = context_round(&f->group, &f->bench).ctx;
	assert_non_null(ctx);
	f->group.round = 7;
	round = context_round(&f->group, &f->bench);
	assert_ptr_equal(round.ctx, ctx);
	assert_int_equal(round.nr, 7);
	assert_int_equal(f->ops[0].state, OP_ACTIVE);
	context_close(&f->group, &f->bench);
}

static void after_is_called_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(context_open(&f->group, &f->bench), 0);
	assert_int_equal(f->after, 0);
	context_close(&f->group, &f->bench);
	context_close(&f->group, &f->bench);
	assert_int_equal(f->after, 1);
	assert_null(f->group.ctx);
}

static void after_needs_a_before(void **state)
{
	struct fixture *f = *state;

	context_close(&f->group, &f->bench);
	assert_int_equal(f->after, 0);
}

static void nothing_to_keep(void **state)
{
	struct fixture *f = *state;

	f->object = (struct bench_object){ .name = "object" };
	assert_int_equal(context_open(&f->group, &f->bench), 0);
	assert_null(context_round(&f->group, &f->bench).ctx);
	context_close(&f->group, &f->bench);
}

static int skips(struct bench_round *round)
{
	return bench_skip(round, CAUSE_MACHINE, "no %s here", "such thing");
}

static int fails(struct bench_round *round)
{
	return bench_fail(round, "it is broken");
}

static int waits(struct bench_round *round)
{
	return bench_later(round, "it is busy");
}

static int lacks(struct bench_round *round)
{
	return -EOPNOTSUPP;
}

static int breaks(struct bench_round *round)
{
	return -EIO;
}

static void before_says_why(void **state)
{
	static const struct {
		int (*say)(struct bench_round *round);
		enum op_state state;
		enum cause cause;
		const char *reason;
	} cases[] = {
		{ skips, OP_SKIPPED, CAUSE_MACHINE, "no such thing here" },
		{ fails, OP_FAILED, CAUSE_WRONG, "it is broken" },
		{ waits, OP_SKIPPED, CAUSE_NOT_THIS_TIME, "not this time: it is busy" },
		{ lacks, OP_SKIPPED, CAUSE_MISSING,
		  "preparing object failed: not built into this kernel (EOPNOTSUPP)" },
		{ breaks, OP_FAILED, CAUSE_WRONG, "preparing object failed: Input/output error" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fixture *f = *state;

		setup(state);
		say = cases[i].say;
		assert_int_not_equal(context_open(&f->group, &f->bench), 0);
		for (size_t j = 0; j < ARRAY_SIZE(f->ops); j++) {
			assert_int_equal(f->ops[j].state, cases[i].state);
			assert_int_equal(f->ops[j].cause, cases[i].cause);
			assert_string_equal(f->ops[j].reason, cases[i].reason);
		}
		/* The steps that were done before must be undone. */
		context_close(&f->group, &f->bench);
		assert_int_equal(f->after, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(same_in_every_round, setup),
		cmocka_unit_test_setup(after_is_called_once, setup),
		cmocka_unit_test_setup(after_needs_a_before, setup),
		cmocka_unit_test_setup(nothing_to_keep, setup),
		cmocka_unit_test_setup(before_says_why, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
