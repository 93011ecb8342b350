// SPDX-License-Identifier: GPL-2.0-only
/* Tests which file of pinned limits is for a kernel, and what another compiler than theirs changes. */
#include <errno.h>
#include <limits.h>
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
#include "bench/result/bounds.h"

#define ERR_SIZE 256

static double limit_of(const struct bounds *bounds, const char *metric, const char *unit)
{
	const struct bound *bound = bounds_find(bounds, metric, unit);

	return bound ? bound->hi : -1;
}

static void put(const char *directory, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void empty(const char *directory)
{
	char command[PATH_MAX];

	snprintf(command, sizeof(command), "rm -rf %s/*", directory);
	assert_int_equal(system(command), 0);
}

/* Reads the limits that are pinned for a release, for objects of clang 14. */
static int read_for(struct bounds *bounds, const char *directory, const char *release,
		    struct bounds_pinned *pinned, char *err)
{
	*pinned = (struct bounds_pinned){ .release = release, .clang = "14.0.6" };
	return bounds_read_pinned(bounds, directory, pinned, err, ERR_SIZE);
}

/* Chooses the file of pinned limits for this release. */
static void test_pinned(void **state)
{
	char directory[] = "/tmp/test_pinned.XXXXXX", err[ERR_SIZE] = "";
	struct bounds *bounds = bounds_new();
	struct bounds_pinned pinned;

	(void)state;
	assert_non_null(mkdtemp(directory));
	/* There is no file, or no directory. */
	assert_int_equal(read_for(bounds, directory, "6.1.0", &pinned, err), 0);
	assert_string_equal(pinned.path, "");
	assert_int_equal(read_for(bounds, "/tmp/none", "6.1.0", &pinned, err), 0);
	put(directory, "a.bounds",
	    "# x\n#: release 6.1.*-cloud\n#: release 6.2.0-cloud\nm/a <= 1 ns\n");
	put(directory, "b.bounds", "#: release 6.12.*-cloud\nm/a <= 2 ns\n");
	put(directory, "c.txt", "m/a <= 3 ns\n");
	assert_int_equal(read_for(bounds, directory, "6.1.0", &pinned, err), 0);
	assert_string_equal(pinned.path, "");
	assert_int_equal(read_for(bounds, directory, "6.1.0-cloud2", &pinned, err), 0);
	assert_string_equal(pinned.path, "");
	assert_int_equal(bounds_count(bounds), 0);
	assert_int_equal(read_for(bounds, directory, "6.12.9-cloud", &pinned, err), 0);
	assert_string_equal(strrchr(pinned.path, '/'), "/b.bounds");
	assert_true(limit_of(bounds, "m/a", "ns") == 2);
	assert_int_equal(read_for(bounds, directory, "6.2.0-cloud", &pinned, err), 0);
	assert_string_equal(strrchr(pinned.path, '/'), "/a.bounds");
	assert_true(limit_of(bounds, "m/a", "ns") == 1);
	/* Two files match one kernel, and one does not say what it is for. */
	put(directory, "d.bounds", "#: release 6.2.*\n");
	assert_int_equal(read_for(bounds, directory, "6.2.0-cloud", &pinned, err), -EINVAL);
	assert_non_null(strstr(err, "are both for 6.2.0-cloud"));
	put(directory, "d.bounds", "# x\nm/a <= 1 ns\n#: release 6.2.*\n");
	assert_int_equal(read_for(bounds, directory, "6.12.9-cloud", &pinned, err), -EINVAL);
	assert_non_null(strstr(err, "d.bounds: the head of the file does not say which kernels"));
	empty(directory);
	rmdir(directory);
	bounds_free(bounds);
}

/* What breaks a limit by little is undecided if the limit is of objects of another compiler. */
static void test_other_compiler(void **state)
{
	static const struct {
		const char *head;
		bool other;
	} heads[] = {
		{ "#: clang 19.1.7\n", true },
		{ "#: clang 14\n", false },
		{ "#: clang unknown\n", false },
		{ "", false },
	};
	static const struct {
		double value;
		enum bound_verdict same, other;
	} cases[] = {
		{ 100, BOUND_PASS, BOUND_PASS },
		{ 101, BOUND_FAIL, BOUND_UNDECIDED },
		{ 132, BOUND_FAIL, BOUND_UNDECIDED },
		{ 134, BOUND_FAIL, BOUND_FAIL },
	};
	char directory[] = "/tmp/test_pinned.XXXXXX", err[ERR_SIZE] = "", text[512];

	(void)state;
	assert_non_null(mkdtemp(directory));
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
		struct bounds *bounds = bounds_new();
		struct bounds_pinned pinned;

		snprintf(text, sizeof(text), "#: release 6.1.0\n%sm/a <= 100 insns\n",
			 heads[i].head);
		put(directory, "a.bounds", text);
		assert_int_equal(read_for(bounds, directory, "6.1.0", &pinned, err), 0);
		assert_string_equal(pinned.other_clang, heads[i].other ? "19.1.7" : "");
		for (size_t j = 0; j < ARRAY_SIZE(cases); j++) {
			struct figure figure = { cases[j].value, cases[j].value, cases[j].value,
						 "insns",	 true,		 false };

			assert_int_equal(bounds_judge(bounds, "m/a", &figure, NULL, NULL, 0, text,
						      sizeof(text)),
					 heads[i].other ? cases[j].other : cases[j].same);
			assert_int_equal(!!strstr(text, "another compiler"),
					 heads[i].other && cases[j].other == BOUND_UNDECIDED);
		}
		bounds_free(bounds);
	}
	empty(directory);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pinned),
		cmocka_unit_test(test_other_compiler),
	};

	return cmocka_run_group_tests_name("bounds_place", tests, NULL, NULL);
}
