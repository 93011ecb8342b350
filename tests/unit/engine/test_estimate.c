// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests figures from made samples: changing frequencies, hyperthread siblings that come and go,
 * operations that wait for memory, and runs with a known figure.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/engine.h"
#include "bench/engine/estimate.h"
#include "tests/unit/random.h"

#define SAMPLES 32

/* A model of a machine and its runs. */
struct machine {
	/* Core cycles of an operation on an exclusive core, and on a shared one. */
	double cycles, shared_cycles;
	/* Additional ns of an operation that waits for memory. */
	double waits;
	/* Share of the rounds on a shared core. */
	double neighbour;
	/* Change of the length of a cycle by the frequency, as a fraction. */
	double turbo;
};

struct fixture {
	struct bench_config config;
	struct bench bench;
	struct bench_object object;
	struct group group;
	struct op op;
	struct hist hist;
	struct result result;
};

static void fixture_init(struct fixture *f)
{
	*f = (struct fixture){
		.config = { .test = "made_up" },
		.object = { .name = "made_up" },
		.op = { .name = "operation", .selected = true, .needed = true },
	};
	f->bench.config = &f->config;
	f->bench.pace = (struct pace){ .min_rounds = 13, .max_rounds = 60 };
	f->op.hist = &f->hist;
	f->group = (struct group){ .object = &f->object, .ops = &f->op, .n = 1 };
}

static void fixture_clear(struct fixture *f)
{
	result_clear(&f->result);
	free(f->op.all.at);
	free(f->op.rounds);
	free(f->bench.cycles.at);
}

static void add_samples(struct fixture *f, const struct machine *m, uint64_t *seed)
{
	bool shared = uniform(seed) < m->neighbour;
	double cycle = 0.28 * (1 + m->turbo * (uniform(seed) - 0.5));

	f->op.all.n = 0;
	for (int i = 0; i < SAMPLES; i++) {
		double cycles = shared ? m->shared_cycles : m->cycles;
		double noise = 1 + 0.005 * uniform(seed);
		struct sample s = { .ns = (cycles * cycle + m->waits) * noise,
				    .cycle_ns = cycle,
				    .state = shared ? CORE_SHARED : CORE_EXCLUSIVE };

		/* An interrupt, and a reading in another state or at another frequency. */
		if (uniform(seed) < 0.05)
			s.ns *= 10;
		if (uniform(seed) < 0.1)
			s.state = CORE_MOVING;
		assert_int_equal(core_samples_add(&f->op.all, s), 0);
	}
}

static void run(struct fixture *f, const struct machine *m, unsigned int rounds, uint64_t seed)
{
	fixture_init(f);
	while (rounds--) {
		add_samples(f, m, &seed);
		f->group.round++;
		estimate_round(&f->group, &f->bench);
	}
	assert_int_equal(estimate_result(&f->op, &f->bench, &f->result), 0);
}

/* Two runs at different frequencies must agree in cycles, and have the right figure. */
static void test_turbo_does_not_move_cycles(void **unused)
{
	const struct machine m = { .cycles = 100, .shared_cycles = 170, .turbo = 0.08 };
	struct fixture f;

	(void)unused;
	for (uint64_t seed = 1; seed < 20; seed++) {
		run(&f, &m, 20, seed);
		assert_int_equal(f.result.core, RESULT_CORE_EXCLUSIVE);
		assert_true(f.result.cycle_ns > 0);
		assert_true(fabs(result_cycles(&f.result) - 100.1) < 0.4);
		/* In ns at the stated frequency. */
		assert_true(fabs(f.result.value / f.result.cycle_ns - result_cycles(&f.result)) <
			    1e-9);
		fixture_clear(&f);
	}
}

/* An operation that waits for memory stays in time, because its cycles depend on the frequency. */
static void test_memory_stays_in_time(void **unused)
{
	const struct machine m = { .cycles = 5, .waits = 90, .turbo = 0.15 };
	struct fixture f;

	(void)unused;
	for (uint64_t seed = 1; seed < 20; seed++) {
		run(&f, &m, 20, seed);
		assert_true(f.result.cycle_ns == 0);
		assert_true(isnan(result_cycles(&f.result)));
		assert_true(fabs(f.result.value - 91.5) < 0.5);
		fixture_clear(&f);
	}
}

/* States are never mixed: seven of ten rounds on a shared core do not change the figure. */
static void test_states_are_not_mixed(void **unused)
{
	const struct machine m = {
		.cycles = 100, .shared_cycles = 170, .neighbour = 0.7, .turbo = 0.03
	};
	struct fixture f;

	(void)unused;
	for (uint64_t seed = 1; seed < 20; seed++) {
		run(&f, &m, 40, seed);
		assert_int_equal(f.result.core, RESULT_CORE_EXCLUSIVE);
		assert_true(fabs(result_cycles(&f.result) - 100.1) < 0.5);
		assert_true(f.result.n_rounds < 40);
		assert_true(f.result.quiet > 0 && f.result.quiet < 0.6);
		fixture_clear(&f);
	}
}

/* Without an exclusive core the figure is for the shared core, and says so. */
static void test_shared_throughout(void **unused)
{
	const struct machine m = { .cycles = 100, .shared_cycles = 170, .neighbour = 1 };
	struct fixture f;

	(void)unused;
	run(&f, &m, 20, 1);
	assert_int_equal(f.result.core, RESULT_CORE_SHARED);
	assert_true(fabs(result_cycles(&f.result) - 170.2) < 0.6);
	assert_true(f.result.quiet == 0);
	fixture_clear(&f);
}

/*
 * A derived operation is as quiet as its sources.  An operation that takes too long for readings of
 * the core does not count as disturbed.
 */
static void test_quiet(void **unused)
{
	const struct machine m = {
		.cycles = 100, .shared_cycles = 170, .neighbour = 0.7, .turbo = 0.03
	};
	const struct bench_derived derived = { .name = "derived" };
	struct fixture f;
	struct result result;

	(void)unused;
	run(&f, &m, 40, 1);
	{
		struct op op = { .name = "derived",
				 .derived = &derived,
				 .a = &f.op,
				 .b = &f.op,
				 .rounds = f.op.rounds,
				 .n_rounds = f.op.n_rounds,
				 .hist = f.op.hist };

		assert_int_equal(estimate_result(&op, &f.bench, &result), 0);
		assert_true(result.quiet == f.result.quiet && result.quiet < 0.6);
		result_clear(&result);
		op.a = &(struct op){};
		assert_int_equal(estimate_result(&op, &f.bench, &result), 0);
		assert_true(result.quiet == f.result.quiet);
		result_clear(&result);
	}
	f.op.samples = f.op.exclusive = 0;
	assert_int_equal(estimate_result(&f.op, &f.bench, &result), 0);
	assert_true(result.quiet == 1);
	result_clear(&result);
	fixture_clear(&f);
}

/* The interval contains the true figure and the next run, and is no wider than necessary. */
static void test_coverage(void **unused)
{
	const struct machine m = { .cycles = 100, .shared_cycles = 170, .turbo = 0.05 };
	unsigned int covered = 0, n = 0;
	struct fixture f;

	(void)unused;
	for (uint64_t seed = 1; seed <= 100; seed++, n++) {
		run(&f, &m, 15, 7 * seed);
		covered += f.result.lo / f.result.cycle_ns <= 100.1 &&
			   f.result.hi / f.result.cycle_ns >= 100.1;
		assert_true((f.result.hi - f.result.lo) / 2 < 0.02 * f.result.value);
		/* The interval is never narrower than the variation between runs. */
		assert_true((f.result.hi - f.result.lo) / 2 >= 0.0099 * f.result.value);
		fixture_clear(&f);
	}
	assert_true(covered >= 0.95 * n);
}

static double ratio(double a, double b)
{
	return a / b;
}

/* A figure computed from two operations only uses rounds that both have. */
static void test_derived(void **unused)
{
	const struct machine m = { .cycles = 100, .shared_cycles = 170 };
	const struct bench_derived derived = { .name = "d", .figure = ratio, .unit = "x" };
	struct fixture f;
	uint64_t seed = 1;
	struct op ops[3];

	(void)unused;
	fixture_init(&f);
	memset(ops, 0, sizeof(ops));
	for (int i = 0; i < 3; i++) {
		ops[i].name = i ? "other" : "operation";
		ops[i].selected = ops[i].needed = true;
		ops[i].hist = &f.hist;
	}
	ops[2].derived = &derived;
	ops[2].a = &ops[0];
	ops[2].b = &ops[1];
	f.group.ops = ops;
	f.group.n = 3;
	for (int i = 0; i < 10; i++) {
		add_samples(&f, &m, &seed);
		for (int j = 0; j < 2; j++) {
			ops[j].all.n = 0;
			/* The second operation was postponed in every other round. */
			for (size_t s = 0; (!j || i % 2) && s < f.op.all.n; s++)
				core_samples_add(&ops[j].all, f.op.all.at[s]);
		}
		f.group.round++;
		estimate_round(&f.group, &f.bench);
	}
	assert_int_equal(ops[0].n_rounds, 10);
	assert_int_equal(ops[1].n_rounds, 5);
	assert_int_equal(ops[2].n_rounds, 5);
	assert_int_equal(estimate_result(&ops[2], &f.bench, &f.result), 0);
	assert_true(f.result.value == 1 && f.result.cycle_ns == 0);
	assert_string_equal(f.result.unit, "x");
	for (int i = 0; i < 3; i++) {
		free(ops[i].all.at);
		free(ops[i].rounds);
	}
	fixture_clear(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turbo_does_not_move_cycles),
		cmocka_unit_test(test_memory_stays_in_time),
		cmocka_unit_test(test_states_are_not_mixed),
		cmocka_unit_test(test_shared_throughout),
		cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_derived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
