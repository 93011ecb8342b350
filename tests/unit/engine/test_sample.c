// SPDX-License-Identifier: GPL-2.0-only
/* Tests one run of a user-space operation: its figure and its counts. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/engine/sample.h"

#define N 10
/* The initial value, which shows that a figure was not written. */
#define UNTOUCHED -1.0

static int refuse(struct bench_round *round, unsigned int n)
{
	return bench_later(round, "nothing to use up");
}

static int measured_100(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = 100;
	return 0;
}

static int timed(struct bench_round *round, unsigned int n, double *ns)
{
	return 0;
}

static int broken(struct bench_round *round, unsigned int n, double *ns)
{
	round->errors = 1;
	*ns = 100;
	return -EIO;
}

static int lost_3(struct bench_round *round, unsigned int n, double *ns)
{
	round->runs = n - 3;
	round->errors = 2;
	*ns = 100;
	return 0;
}

static int none(struct bench_round *round, unsigned int n, double *ns)
{
	round->runs = 0;
	*ns = 100;
	return 0;
}

static int events_500(struct bench_round *round, unsigned int n, double *ns)
{
	round->runs = 500;
	*ns = 100;
	return 0;
}

struct fixture {
	struct bench_user_op user;
	struct bench_object object;
	struct group group;
	struct bench_round round;
	struct op op;
	struct hist hist;
};

static int run(struct fixture *f, struct bench_user_op user, double *ns)
{
	*f = (struct fixture){ .user = user };
	f->op.user = &f->user;
	f->op.hist = &f->hist;
	f->group = (struct group){ .object = &f->object, .ops = &f->op, .n = 1 };
	*ns = UNTOUCHED;
	return sample_run(&f->group, &f->op, &f->round, ns);
}

static void figure_of_one(void **state)
{
	struct fixture f;
	double ns;

	assert_int_equal(run(&f, (struct bench_user_op){ .run = measured_100, .n = N }, &ns), 0);
	assert_true(ns == 100.0 / N);
	assert_int_equal(f.op.runs, N);
	assert_int_equal(f.op.expected_runs, N);
	/* run() measures with its own clock. */
	assert_int_equal(f.op.timed, 0);
}

static void figure_by_our_clock(void **state)
{
	struct fixture f;
	double ns;

	assert_int_equal(run(&f, (struct bench_user_op){ .run = timed, .n = N }, &ns), 0);
	assert_true(ns >= 0 && ns == f.op.timed_ns / N);
	assert_int_equal(f.op.timed, N);
}

/* Nothing ran, so there is neither a figure nor anything to verify. */
static void what_is_not_prepared(void **state)
{
	struct fixture f;
	double ns;

	assert_int_equal(
		run(&f, (struct bench_user_op){ .run = measured_100, .prepare = refuse, .n = N },
		    &ns),
		-EAGAIN);
	assert_true(ns == UNTOUCHED);
	assert_int_equal(f.op.runs, 0);
	assert_int_equal(f.op.expected_runs, 0);
}

static void what_fails(void **state)
{
	struct fixture f;
	double ns;

	assert_int_equal(run(&f, (struct bench_user_op){ .run = broken, .n = N }, &ns), -EIO);
	assert_int_equal(f.op.runs, 0);
	assert_int_equal(f.op.expected_runs, 0);
	assert_int_equal(f.op.errors, 1);
}

static void what_run_says_it_did(void **state)
{
	struct fixture f;
	double ns;

	assert_int_equal(run(&f, (struct bench_user_op){ .run = lost_3, .n = N }, &ns), 0);
	assert_int_equal(f.op.runs, N - 3);
	assert_int_equal(f.op.expected_runs, N);
	assert_int_equal(f.op.errors, 2);
	assert_int_equal(run(&f, (struct bench_user_op){ .run = none, .n = N }, &ns), 0);
	assert_int_equal(f.op.runs, 0);
	assert_int_equal(f.op.expected_runs, N);
	/* The engine does not know the number of operations of a run, so run() reports it. */
	assert_int_equal(run(&f, (struct bench_user_op){ .run = events_500, .n = 1 }, &ns), 0);
	assert_int_equal(f.op.runs, 500);
	assert_int_equal(f.op.expected_runs, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figure_of_one),	cmocka_unit_test(figure_by_our_clock),
		cmocka_unit_test(what_is_not_prepared), cmocka_unit_test(what_fails),
		cmocka_unit_test(what_run_says_it_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
