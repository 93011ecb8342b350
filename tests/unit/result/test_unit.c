// SPDX-License-Identifier: GPL-2.0-only
/* Tests the table of units, and that all users of it know all units. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/result/bounds.h"
#include "bench/result/unit.h"
#include "bench/result/verdict.h"

static bool of_limit(const struct unit *unit)
{
	return unit->of_limit;
}

static bool clock_unit(const struct unit *unit)
{
	return unit->clock;
}

static bool none(const struct unit *unit)
{
	return false;
}

static void test_find(void **state)
{
	for (const struct unit *unit = units; unit->name; unit++)
		assert_ptr_equal(unit_find(unit->name), unit);
	assert_null(unit_find(""));
	assert_null(unit_find("seconds"));
	/* The whole name must match. */
	assert_null(unit_find("n"));
	assert_null(unit_find("nsx"));
}

static void test_list(void **state)
{
	char text[128], small[6];

	unit_list(clock_unit, text, sizeof(text));
	assert_string_equal(text, "ns or insns");
	unit_list(none, text, sizeof(text));
	assert_string_equal(text, "");
	unit_list(clock_unit, small, sizeof(small));
	assert_string_equal(small, "ns or");
}

static int read_line(struct bounds *bounds, const char *line, char *err, size_t size)
{
	char path[] = "/tmp/test_unit.XXXXXX";
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, line, strlen(line)), strlen(line));
	close(fd);
	ret = bounds_read(bounds, path, err, size);
	unlink(path);
	return ret;
}

/* A limit in every unit that may have one is read and judges a figure. */
static void test_limits(void **state)
{
	for (const struct unit *unit = units; unit->name; unit++) {
		struct figure figure = {
			.ok = true, .value = 3, .lo = 3, .hi = 3, .unit = unit->name
		};
		char line[64], err[256], note[128];
		struct bounds *bounds = bounds_new();
		const struct bound *bound;
		int ret;

		snprintf(line, sizeof(line), "test/op <= 2 %s\n", unit->name);
		ret = read_line(bounds, line, err, sizeof(err));
		if (!of_limit(unit)) {
			assert_int_equal(ret, -EINVAL);
			bounds_free(bounds);
			continue;
		}
		assert_int_equal(ret, 0);
		bound = bounds_find(bounds, "test/op", unit->name);
		assert_non_null(bound);
		assert_int_equal(bounds_check(bound, &figure, NULL, NULL, 0, note, sizeof(note)),
				 BOUND_FAIL);
		figure.value = figure.lo = figure.hi = 2;
		assert_int_equal(bounds_check(bound, &figure, NULL, NULL, 0, note, sizeof(note)),
				 BOUND_PASS);
		bounds_free(bounds);
	}
}

/*
 * Only figures that repeat are precise after one round.  Half a unit counts as precise if it is
 * small enough.
 */
static void test_imprecise(void **state)
{
	for (const struct unit *unit = units; unit->name; unit++) {
		struct result result = { .unit = (char *)unit->name,
					 .n_rounds = 1,
					 .value = 100,
					 .lo = 100,
					 .hi = 100 };

		assert_int_equal(result_imprecise(&result), !unit->exact);
		result.n_rounds = 9;
		assert_false(result_imprecise(&result));
		result.value = 0;
		result.lo = -unit->precise_abs;
		result.hi = unit->precise_abs;
		assert_false(result_imprecise(&result));
		result.hi += 0.01;
		assert_true(result_imprecise(&result));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_imprecise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
