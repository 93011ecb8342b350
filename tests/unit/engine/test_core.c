// SPDX-License-Identifier: GPL-2.0-only
/* Tests the states of the core with readings of cores of three or four loads per cycle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/engine/core.h"
#include "bench/result/array.h"

static struct core_reading reading(double cycle_ns, double ratio)
{
	return (struct core_reading){ .cycle_ns = cycle_ns, .ratio = ratio };
}

/* Returns a core that has learnt from n readings at this ratio. */
static struct core core_of(unsigned int known, double ratio, unsigned int n)
{
	struct core core = { .known = known };

	while (n--)
		core_learn(&core, ratio);
	return core;
}

static enum core_state state(const struct core *core, double before, double after)
{
	struct core_reading a = reading(0.28, before), b = reading(0.28, after);

	return core_state(core, &a, &b);
}

static void test_states(void **unused)
{
	struct core core = core_of(4, 0.25, 100);

	(void)unused;
	assert_int_equal(core.loads, 4);
	assert_int_equal(state(&core, 0.25, 0.25), CORE_EXCLUSIVE);
	assert_int_equal(state(&core, 0.26, 0.245), CORE_EXCLUSIVE);
	assert_int_equal(state(&core, 0.41, 0.35), CORE_SHARED);
	/* 0.333 is exclusive on a core with three loads per cycle, but not on this one. */
	assert_int_equal(state(&core, 0.333, 0.333), CORE_SHARED);
	assert_int_equal(state(&core, 0.25, 0.41), CORE_MOVING);
	assert_int_equal(state(&core, 0.41, 0.25), CORE_MOVING);
	/* The readings lie between the two states. */
	assert_int_equal(state(&core, 0.275, 0.275), CORE_MOVING);
}

/* A figure is not counted in cycles if their length changed meanwhile. */
static void test_turbo_step(void **unused)
{
	struct core core = core_of(4, 0.25, 100);
	struct core_reading slow = reading(0.30, 0.25), fast = reading(0.28, 0.25),
			    near = reading(0.29, 0.25);

	(void)unused;
	assert_int_equal(core_state(&core, &slow, &fast), CORE_MOVING);
	assert_int_equal(core_state(&core, &fast, &slow), CORE_MOVING);
	assert_int_equal(core_state(&core, &fast, &near), CORE_EXCLUSIVE);
}

/* A known processor was shared from the first reading to the last. */
static void test_always_shared(void **unused)
{
	struct core core = core_of(4, 0.41, 1000);

	(void)unused;
	assert_int_equal(core.loads, 0);
	assert_int_equal(state(&core, 0.41, 0.41), CORE_SHARED);
	/* The sibling hyperthread takes just enough to look like another core. */
	core = core_of(4, 0.333, 1000);
	assert_int_equal(core.loads, 0);
	assert_int_equal(state(&core, 0.333, 0.333), CORE_SHARED);
}

/* The core was exclusive only for a hundredth of the time. */
static void test_seldom_exclusive(void **unused)
{
	struct core core = { .known = 3 };

	(void)unused;
	for (int i = 0; i < 5000; i++)
		core_learn(&core, i % 100 ? 0.55 : 0.334);
	assert_int_equal(core.loads, 3);
	assert_int_equal(state(&core, 0.334, 0.334), CORE_EXCLUSIVE);
	assert_int_equal(state(&core, 0.55, 0.55), CORE_SHARED);
}

/* On an unknown processor the best reading that repeats counts. */
static void test_unknown_processor(void **unused)
{
	struct core core = {};

	(void)unused;
	assert_int_equal(state(&core, 0.25, 0.25), CORE_MOVING);
	core = core_of(0, 0.5, 40);
	assert_int_equal(core.loads, 0);
	core = core_of(0, 0.5, 100);
	assert_int_equal(core.loads, 2);
	assert_int_equal(state(&core, 0.5, 0.5), CORE_EXCLUSIVE);
	for (int i = 0; i < 10; i++)
		core_learn(&core, 0.334);
	assert_int_equal(core.loads, 3);
	assert_int_equal(state(&core, 0.5, 0.5), CORE_SHARED);
}

/* If a core is faster than the table says, the table is wrong. */
static void test_faster_than_known(void **unused)
{
	struct core core = core_of(2, 0.334, 200);

	(void)unused;
	assert_int_equal(core.loads, 3);
	assert_int_equal(state(&core, 0.334, 0.334), CORE_EXCLUSIVE);
}

static void test_misfit(void **unused)
{
	struct core core = { .known = 4 };

	(void)unused;
	assert_null(core_misfit(0.28, 0.07, 0.84));
	assert_null(core_misfit(0.28, 0.14, 0));
	/* A shared core has half as many loads and is not exclusive. */
	assert_null(core_misfit(0.30, 0.25, 0.90));
	/* Golden Cove at 2.7 GHz folds several add-immediates per cycle. */
	assert_non_null(strstr(core_misfit(0.0975, 0.0975, 1.1), "less than any core's cycle"));
	/* The same on a slower core. */
	assert_non_null(strstr(core_misfit(0.20, 0.20, 2.4), "as fast as independent"));
	assert_non_null(strstr(core_misfit(0.28, 0.07, 0.28), "as a multiplication"));
	/* Such readings must not count as a sibling hyperthread. */
	core.misfit = core_misfit(0.20, 0.20, 0);
	for (int i = 0; i < 100; i++)
		core_learn(&core, 1);
	assert_int_equal(state(&core, 1, 1), CORE_MOVING);
}

static void test_known(void **unused)
{
	static const struct {
		const char *vendor;
		unsigned int family, model, loads;
	} cores[] = {
		{ "AuthenticAMD", 0x17, 0x31, 2 }, { "AuthenticAMD", 0x19, 0x01, 3 },
		{ "AuthenticAMD", 0x1a, 0x02, 4 }, { "AuthenticAMD", 0x15, 0x02, 0 },
		{ "GenuineIntel", 6, 0x55, 2 },	   { "GenuineIntel", 6, 0x6a, 2 },
		{ "GenuineIntel", 6, 0x8f, 3 },	   { "GenuineIntel", 6, 0xcf, 3 },
		{ "GenuineIntel", 6, 0x97, 3 },	   { "GenuineIntel", 6, 0x0f, 0 },
		{ "GenuineIntel", 15, 4, 0 },	   { "Somebody", 6, 0x8f, 0 },
	};

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(cores); i++)
		assert_int_equal(core_known_loads(cores[i].vendor, cores[i].family, cores[i].model),
				 cores[i].loads);
}

/* On the real machine a cycle has a plausible length, and every reading has a state. */
static void test_here(void **unused)
{
	struct core core;
	struct core_reading r;

	(void)unused;
	core_init(&core);
	r = core_read(&core);
	assert_true(r.cycle_ns > 0.1 && r.cycle_ns < 100);
	assert_true(r.ratio > 0 && r.ratio < 100);
	assert_true(core.n_seen > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_turbo_step),
		cmocka_unit_test(test_always_shared),
		cmocka_unit_test(test_seldom_exclusive),
		cmocka_unit_test(test_unknown_processor),
		cmocka_unit_test(test_faster_than_known),
		cmocka_unit_test(test_misfit),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
