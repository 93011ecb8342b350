// SPDX-License-Identifier: GPL-2.0-only
/* Tests that limits for missing operations are found. */
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
#include "bench/runner/known.h"

static char *map_ops[] = { (char *)"array", (char *)"hash_hit", (char *)"hash_memory" };
static char *map_units[] = { NULL, NULL, (char *)"bytes" };
static char *out_ops[] = { (char *)"rate", (char *)"rate_slow" };
static char *out_units[] = { (char *)"events/s", (char *)"events/s" };

static struct child tests[] = {
	{ .test = "map", .op_names = map_ops, .op_units = map_units, .n_op_names = 3 },
	{ .test = "out", .op_names = out_ops, .op_units = out_units, .n_op_names = 2 },
};
static const struct children operations = { .child = tests, .n = 2 };

static void add(struct bounds *bounds, const char *text)
{
	char path[] = "/tmp/test_known.XXXXXX", err[256];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	if (bounds_read(bounds, path, err, sizeof(err)))
		fail_msg("%s", err);
	unlink(path);
}

static void test_each(void **state)
{
	/*
	 * what is NULL for a limit of an existing operation; name is the one to suggest near names
	 * for.
	 */
	static const struct {
		const char *limit, *what, *name;
	} cases[] = {
		{ "map/array <= 1 ns", NULL, "" },
		{ "map/array <= 1 insns", NULL, "" },
		{ "map/array <= 1 hw_insns", NULL, "" },
		{ "map/array.cycles <= 1 cycles", NULL, "" },
		{ "map/array <= 1 cycles", "'map/array' is never in cycles, it is in ns or insns",
		  "" },
		{ "map/array.cycles <= 1 ns",
		  "'map/array.cycles' is never in ns, it is in ns or insns", "" },
		{ "out/rate.cycles <= 1 cycles",
		  "'out/rate.cycles' is never in cycles, it is in events/s", "" },
		{ "map/* <= 1 ns", NULL, "" },
		{ "map/hash_* <= 1 bytes", NULL, "" },
		{ "* none", NULL, "" },
		{ "map/array.p99 <= 1 ns", NULL, "" },
		{ "map/*.max <= 1 ns", NULL, "" },
		{ "map/array <= 2 * map/hash_hit", NULL, "" },
		{ "map/array <= 2 * map/hash_hit [insns]", NULL, "" },
		{ "map/array.p99 <= 2 * map/array", NULL, "" },
		{ "map/array.p99 <= 2 * map/array.p50", NULL, "" },
		{ "out/rate_slow <= 2 * out/rate", NULL, "" },
		{ "out/rate_slow <= 2 * out/rate [events/s]", NULL, "" },
		{ "map/aray <= 1 ns", "no operation is called 'map/aray'", "map/aray" },
		{ "map/aray none", "no operation is called 'map/aray'", "map/aray" },
		{ "map/aray.p99 <= 1 ns", "no operation is called 'map/aray'", "map/aray" },
		{ "map/array.p98 <= 1 ns", "no operation is called 'map/array.p98'",
		  "map/array.p98" },
		{ "map/hsh_* <= 1 ns", "no operation's name matches 'map/hsh_*'", "map/hsh_*" },
		{ "map/array <= 2 * map/hash", "no operation is called 'map/hash'", "map/hash" },
		{ "map/array <= 2 * map/hash.p99", "no operation is called 'map/hash'",
		  "map/hash" },
		{ "map/array <= 1 bytes", "'map/array' is never in bytes, it is in ns or insns",
		  "" },
		{ "map/array <= 1 %", "'map/array' is never in %, it is in ns or insns", "" },
		{ "map/hash_memory <= 1 ns", "'map/hash_memory' is never in ns, it is in bytes",
		  "" },
		{ "out/* <= 1 insns", "'out/*' is never in insns, it is in events/s", "" },
		{ "map/array <= 2 * map/hash_hit [bytes]",
		  "'map/array' is never in bytes, it is in ns or insns", "" },
		{ "map/array <= 2 * out/rate",
		  "'map/array' is in ns or insns, 'out/rate' in events/s: no multiple of it is a "
		  "limit",
		  "" },
		{ "map/hash_memory <= 2 * map/array",
		  "'map/hash_memory' is in bytes, 'map/array' in ns or insns: no multiple of it is "
		  "a "
		  "limit",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bounds *bounds = bounds_new();
		struct unknown unknown;

		add(bounds, cases[i].limit);
		if (bounds_unknown(bounds, 0, &operations, &unknown) != !!cases[i].what)
			fail_msg("case %zu: %s", i, cases[i].limit);
		if (cases[i].what) {
			assert_string_equal(unknown.what, cases[i].what);
			assert_string_equal(unknown.name, cases[i].name);
			assert_int_equal(unknown.bound->line, 1);
		}
		bounds_free(bounds);
	}
}

/* Only the first wrong limit among the selected ones is reported. */
static void test_which(void **state)
{
	struct bounds *bounds = bounds_new();
	struct unknown unknown;

	(void)state;
	add(bounds, "x/y <= 1 ns\n");
	add(bounds, "map/array <= 1 ns\n\nx/z <= 1 ns\nx/a <= 1 ns\n");
	assert_true(bounds_unknown(bounds, 0, &operations, &unknown));
	assert_string_equal(unknown.bound->metric, "x/y");
	assert_true(bounds_unknown(bounds, 1, &operations, &unknown));
	assert_string_equal(unknown.bound->metric, "x/z");
	assert_int_equal(unknown.bound->line, 3);
	assert_false(bounds_unknown(bounds, 4, &operations, &unknown));
	bounds_free(bounds);
}

int main(void)
{
	const struct CMUnitTest cases[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_which),
	};

	return cmocka_run_group_tests_name("known", cases, NULL, NULL);
}
