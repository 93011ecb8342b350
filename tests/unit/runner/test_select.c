// SPDX-License-Identifier: GPL-2.0-only
/* Tests the selection of the command line: patterns, lists in files, numbers, near names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>

#include "bench/result/array.h"
#include "bench/result/distance.h"
#include "bench/runner/select.h"

#define ERR_SIZE 256

static void add(struct selector *selector, enum select_kind kind, const char *list)
{
	char err[ERR_SIZE] = "";

	if (selector_add(selector, kind, list, err, sizeof(err)))
		fail_msg("%s: %s", list, err);
}

struct option {
	enum select_kind kind;
	/* NULL means that the option is not given. */
	const char *list;
};

static struct selector *selector_of(const struct option *options, size_t n)
{
	struct selector *selector = selector_new();

	assert_non_null(selector);
	for (size_t i = 0; i < n; i++)
		if (options[i].list)
			add(selector, options[i].kind, options[i].list);
	return selector;
}

#define ALLOW(list) SELECT_ALLOW, list
#define PART(list) SELECT_ALLOW_PART, list
#define DENY(list) SELECT_DENY, list
#define DENY_PART(list) SELECT_DENY_PART, list

struct selection {
	const char *test, *op;
	bool selected;
	struct option options[2];
};

static void check_selections(const struct selection *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct selector *selector = selector_of(cases[i].options, 2);

		if (selector_op(selector, cases[i].test, 1, cases[i].op, 1) != cases[i].selected)
			fail_msg("case %zu: '%s' for %s/%s", i, cases[i].options[0].list ?: "",
				 cases[i].test, cases[i].op);
		/* A test is selected if one of its operations is. */
		if (cases[i].selected)
			assert_true(selector_test(selector, cases[i].test, 1));
		selector_free(selector);
	}
}

static void test_allowed(void **state)
{
	static const struct selection cases[] = {
		{ "map_perf", "hash", true, { { 0 } } },
		/* -a: whole names. */
		{ "map_perf", "hash", true, { { ALLOW("map_perf") } } },
		{ "map_perf2", "hash", false, { { ALLOW("map_perf") } } },
		{ "map_perf", "hash", false, { { ALLOW("map") } } },
		{ "map_perf", "hash", true, { { ALLOW("map_perf/") } } },
		{ "map_perf", "hash", true, { { ALLOW("map_perf/hash") } } },
		{ "map_perf", "hash_lookup", false, { { ALLOW("map_perf/hash") } } },
		{ "helper_perf", "hash", false, { { ALLOW("map_perf/hash") } } },
		/* A name without a slash is that of a test. */
		{ "map_perf", "hash", false, { { ALLOW("hash") } } },
		{ "map_perf", "hash", true, { { ALLOW("m*") } } },
		{ "map_perf", "hash", true, { { ALLOW("*/h?sh") } } },
		{ "map_perf", "hush_2", false, { { ALLOW("*/h?sh") } } },
		{ "map_perf", "array", true, { { ALLOW("*/[a-f]*") } } },
		{ "map_perf", "hash", false, { { ALLOW("*/[a-f]*") } } },
		{ "map_perf", "hash", true, { { ALLOW("a,map_perf,b") } } },
		{ "map_perf", "hash", true, { { ALLOW(" a , map_perf/hash ") } } },
		{ "map_perf", "hash", true, { { ALLOW(",,map_perf,") } } },
		/* -t takes parts of names, on each side of the slash. */
		{ "map_perf", "hash", true, { { PART("map") } } },
		{ "map_perf", "hash", true, { { PART("perf") } } },
		/* The part may match either name if it has no slash. */
		{ "map_perf", "hash", true, { { PART("hash") } } },
		{ "map_perf", "lru_hash_update", true, { { PART("hash") } } },
		{ "map_perf", "array", false, { { PART("hash") } } },
		{ "helper_perf", "hash_64", true, { { PART("hash") } } },
		{ "helper_perf", "hash_64", false, { { PART("map/hash") } } },
		{ "map_perf", "hash", false, { { PART("hash/") } } },
		{ "map_perf", "hash_lookup_hit", true, { { PART("map/look") } } },
		{ "map_perf", "hash_update", false, { { PART("map/look") } } },
		{ "map_perf", "hash_lookup_hit", true, { { PART("/look") } } },
		{ "map_perf", "hash_lookup_hit", true, { { PART("m*f/l*k") } } },
		/* Several options add up. */
		{ "map_perf", "hash", true, { { ALLOW("a") }, { PART("map") } } },
		{ "map_perf",
		  "array",
		  true,
		  { { ALLOW("map_perf/hash") }, { ALLOW("map_perf/array") } } },
	};

	(void)state;
	check_selections(cases, ARRAY_SIZE(cases));
	selector_free(NULL);
}

/* What takes a minute runs only if the command line says its whole name. */
static void test_named(void **state)
{
	static const struct {
		bool named;
		struct option option;
		const char *numbers;
	} cases[] = {
		{ false, { 0 }, NULL },
		{ true, { ALLOW("map_perf/hash") }, NULL },
		{ true, { ALLOW("helper_perf,map_perf/hash") }, NULL },
		{ false, { ALLOW("map_perf") }, NULL },
		{ false, { ALLOW("map_perf/") }, NULL },
		{ false, { ALLOW("map_perf/*") }, NULL },
		{ false, { ALLOW("map_perf/has?") }, NULL },
		{ false, { ALLOW("*/hash") }, NULL },
		{ false, { ALLOW("helper_perf/hash") }, NULL },
		{ false, { PART("map_perf/hash") }, NULL },
		{ false, { DENY("map_perf/hash") }, NULL },
		{ true, { 0 }, "2/7" },
		{ false, { 0 }, "2/6-8" },
		{ false, { 0 }, "2/8" },
		{ false, { 0 }, "1/7" },
		{ false, { 0 }, "2" },
	};
	char err[128];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selector *selector = selector_of(&cases[i].option, 1);

		if (cases[i].numbers)
			assert_int_equal(
				selector_add_numbers(selector, cases[i].numbers, err, sizeof(err)),
				0);
		if (selector_named(selector, "map_perf", 2, "hash", 7) != cases[i].named)
			fail_msg("case %zu: '%s'", i,
				 cases[i].option.list ?: cases[i].numbers ?: "");
		selector_free(selector);
	}
}

/* A part that a test has is looked for in names of tests; one that none has, in both. */
static void test_resolved(void **state)
{
	static const char *const tests[] = { "map_perf", "helper_perf", NULL };
	struct selector *selector = selector_new();
	char err[128];

	assert_int_equal(selector_add(selector, SELECT_ALLOW_PART, "map", err, sizeof(err)), 0);
	assert_true(selector_test(selector, "helper_perf", 1));
	selector_resolve(selector, tests);
	assert_false(selector_test(selector, "helper_perf", 1));
	assert_true(selector_test(selector, "map_perf", 1));
	assert_false(selector_op(selector, "helper_perf", 1, "for_each_map_elem", 1));
	selector_free(selector);
	selector = selector_new();
	assert_int_equal(selector_add(selector, SELECT_ALLOW_PART, "hash", err, sizeof(err)), 0);
	selector_resolve(selector, tests);
	assert_true(selector_test(selector, "helper_perf", 1));
	assert_true(selector_op(selector, "map_perf", 1, "lru_hash_update", 1));
	assert_false(selector_op(selector, "map_perf", 1, "array", 1));
	selector_free(selector);
}

/* -b and -d exclude even what others select; alone they keep the rest. */
static void test_denied(void **state)
{
	static const struct selection cases[] = {
		{ "map_perf", "hash", false, { { DENY("map_perf") } } },
		{ "helper_perf", "hash", true, { { DENY("map_perf") } } },
		{ "map_perf", "hash", true, { { DENY("map") } } },
		{ "map_perf", "hash", false, { { DENY_PART("map") } } },
		{ "map_perf", "lru_hash_update", false, { { DENY_PART("hash") } } },
		{ "map_perf", "array", true, { { DENY_PART("hash") } } },
		{ "map_perf", "hash", false, { { DENY("map_perf/hash") } } },
		{ "map_perf", "array", true, { { DENY("map_perf/hash") } } },
		{ "map_perf", "hash", false, { { DENY("map_perf/hash") }, { ALLOW("map_perf") } } },
		{ "map_perf",
		  "hash_update",
		  true,
		  { { ALLOW("map_perf") }, { DENY_PART("map/look") } } },
		{ "map_perf",
		  "hash_lookup",
		  false,
		  { { ALLOW("map_perf") }, { DENY_PART("map/look") } } },
	};

	(void)state;
	check_selections(cases, ARRAY_SIZE(cases));
}

static void test_tests(void **state)
{
	static const struct {
		bool selected;
		struct option options[2];
	} cases[] = {
		{ true, { { 0 } } },
		{ true, { { ALLOW("map_perf") } } },
		{ false, { { ALLOW("helper_perf") } } },
		/* An operation may have this name. */
		{ true, { { ALLOW("map_perf/hash") } } },
		{ false, { { ALLOW("helper_perf/hash") } } },
		/* An operation may have another name. */
		{ true, { { DENY("map_perf/hash") } } },
		{ true, { { DENY_PART("map/a") }, { ALLOW("map_perf") } } },
		{ false, { { DENY("map_perf") } } },
		{ false, { { DENY("map_perf") }, { ALLOW("map_perf/hash") } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selector *selector = selector_of(cases[i].options, 2);

		if (selector_test(selector, "map_perf", 1) != cases[i].selected)
			fail_msg("case %zu", i);
		selector_free(selector);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		const char *list;
		unsigned int test, op;
		bool selected;
	} cases[] = {
		{ "1", 1, 1, true },	    { "1", 2, 1, false },	{ "1", 11, 1, false },
		{ "2-4", 1, 1, false },	    { "2-4", 2, 9, true },	{ "2-4", 4, 1, true },
		{ "2-4", 5, 1, false },	    { "3-3", 3, 1, true },	{ "1,3-5", 1, 7, true },
		{ "1,3-5", 2, 7, false },   { "1,3-5", 5, 7, true },	{ "2/1,4-6", 2, 1, true },
		{ "2/1,4-6", 2, 2, false }, { "2/1,4-6", 2, 4, true },	{ "2/1,4-6", 2, 6, true },
		{ "2/1,4-6", 2, 7, false }, { "2/1,4-6", 4, 1, false }, { "1-2/3", 1, 3, true },
		{ "1-2/3", 2, 3, true },    { "1-2/3", 2, 4, false },	{ "1,3/2", 1, 9, true },
		{ "1,3/2", 3, 2, true },    { "1,3/2", 3, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selector *selector = selector_new();
		char err[ERR_SIZE] = "";

		assert_int_equal(selector_add_numbers(selector, cases[i].list, err, sizeof(err)),
				 0);
		if (selector_op(selector, "t", cases[i].test, "o", cases[i].op) !=
		    cases[i].selected)
			fail_msg("-n %s: %u/%u", cases[i].list, cases[i].test, cases[i].op);
		if (cases[i].selected)
			assert_true(selector_test(selector, "t", cases[i].test));
		selector_free(selector);
	}
}

/* Numbers and names must both match; two -n add up. */
static void test_numbers_and_names(void **state)
{
	struct selector *selector = selector_new();
	char err[ERR_SIZE];

	(void)state;
	add(selector, SELECT_ALLOW, "map_perf");
	assert_int_equal(selector_add_numbers(selector, "1-2", err, sizeof(err)), 0);
	assert_true(selector_op(selector, "map_perf", 2, "hash", 1));
	assert_false(selector_op(selector, "map_perf", 3, "hash", 1));
	assert_false(selector_op(selector, "helper_perf", 1, "hash", 1));
	assert_false(selector_test(selector, "map_perf", 3));
	assert_int_equal(selector_add_numbers(selector, "3/2", err, sizeof(err)), 0);
	assert_true(selector_op(selector, "map_perf", 3, "hash", 2));
	assert_false(selector_op(selector, "map_perf", 3, "hash", 1));
	assert_true(selector_op(selector, "map_perf", 2, "hash", 1));
	selector_free(selector);
}

static void test_malformed_numbers(void **state)
{
	static const struct {
		const char *list, *err;
	} cases[] = {
		{ "x", "'x' at 'x'" },		{ "0", "'0' at '0'" },
		{ "1,x", "'1,x' at 'x'" },	{ "3-1", "'3-1' at '-1'" },
		{ "3-", "'3-' at '-'" },	{ "1;2", "'1;2' at ';2'" },
		{ "1-2-3", "'1-2-3' at '-3'" }, { "2/x", "'2/x' at 'x'" },
		{ "2/0", "'2/0' at '0'" },	{ "2/1/1", "'2/1/1' at '/1'" },
		{ "/1", "'/1' at '/1'" },	{ ",1", "',1' at ',1'" },
		{ "1.5", "'1.5' at '.5'" },	{ "", "no numbers given" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct selector *selector = selector_new();
		char err[ERR_SIZE] = "";

		assert_int_equal(selector_add_numbers(selector, cases[i].list, err, sizeof(err)),
				 -EINVAL);
		if (strncmp(err, cases[i].err, strlen(cases[i].err)))
			fail_msg("-n '%s': %s", cases[i].list, err);
		assert_true(!cases[i].err[0] || cases[i].err[0] != '\'' ||
			    strstr(err, ": expected numbers like 1,3-5 or 2/1,4-6"));
		selector_free(selector);
	}
}

/* Returns "@FILE"; the caller unlinks and frees it. */
static char *list_file(const char *text)
{
	char *list = strdup("@/tmp/test_select.XXXXXX");
	int fd = mkstemp(list + 1);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return list;
}

static void test_file(void **state)
{
	static const char *const texts[] = {
		"# mine\n\nmap_perf/hash # why\n  map_perf/array\nhelper_perf\n",
		"map_perf/array\r\nmap_perf/hash\r\nhelper_perf\r\n",
		/* The last line need not have a newline. */
		"helper_perf\n\tmap_perf/array\t\nmap_perf/hash",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct selector *selector = selector_new();
		char *list = list_file(texts[i]);

		add(selector, SELECT_ALLOW, list);
		assert_true(selector_op(selector, "map_perf", 1, "hash", 1));
		assert_true(selector_op(selector, "map_perf", 1, "array", 1));
		assert_true(selector_op(selector, "helper_perf", 1, "ktime", 1));
		assert_false(selector_op(selector, "map_perf", 1, "queue", 1));
		assert_null(selector_unmatched(selector));
		selector_free(selector);
		unlink(list + 1);
		free(list);
	}
}

static void assert_refused(const char *list, int error, const char *text)
{
	struct selector *selector = selector_new();
	char err[ERR_SIZE] = "";

	assert_int_equal(selector_add(selector, SELECT_ALLOW, list, err, sizeof(err)), error);
	assert_string_equal(err, text);
	/* A refused pattern is not kept. */
	assert_true(selector_op(selector, "map_perf", 1, "hash", 1));
	assert_null(selector_unmatched(selector));
	selector_free(selector);
}

static void test_nothing_named(void **state)
{
	static const char *const empty[] = { "", "\n", "# only a comment\n", " \t\r\n#\n" };
	char expected[ERR_SIZE];

	(void)state;
	assert_refused("", -EINVAL, "'' contains no name");
	assert_refused(",", -EINVAL, "',' contains no name");
	assert_refused(" , ", -EINVAL, "' , ' contains no name");
	for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
		char *list = list_file(empty[i]);

		snprintf(expected, sizeof(expected), "'%s' contains no name", list);
		assert_refused(list, -EINVAL, expected);
		unlink(list + 1);
		free(list);
	}
	assert_refused("@/nowhere/names", -ENOENT,
		       "/nowhere/names: cannot read the list of names: "
		       "No such file or directory");
	assert_refused("@", -ENOENT, ": cannot read the list of names: No such file or directory");
}

/* Returns the first pattern without a match, as it was given. */
static void test_unmatched(void **state)
{
	struct selector *selector = selector_new();

	(void)state;
	assert_null(selector_unmatched(selector));
	add(selector, SELECT_ALLOW, "map_perf,map_perf/hush");
	add(selector, SELECT_ALLOW_PART, "help/none");
	assert_string_equal(selector_unmatched(selector), "map_perf");
	assert_true(selector_test(selector, "map_perf", 1));
	assert_string_equal(selector_unmatched(selector), "map_perf/hush");
	/* An existing test does not make the operation exist. */
	assert_true(selector_op(selector, "map_perf", 1, "hash", 1));
	assert_string_equal(selector_unmatched(selector), "map_perf/hush");
	assert_true(selector_op(selector, "map_perf", 1, "hush", 1));
	assert_string_equal(selector_unmatched(selector), "help/none");
	assert_true(selector_op(selector, "helper_perf", 2, "none_such", 1));
	assert_null(selector_unmatched(selector));
	selector_free(selector);
}

static void test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned int distance;
	} cases[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "map_perf", "map_perf", 0 },
		{ "map_perf", "map_prf", 1 },
		{ "map_perf", "mapp_perf", 1 },
		{ "map_perf", "map-perf", 1 },
		{ "map_perf", "map_pefr", 2 },
		/* Examples from textbooks. */
		{ "kitten", "sitting", 3 },
		{ "saturday", "sunday", 3 },
		{ "intention", "execution", 5 },
		{ "flaw", "lawn", 2 },
		{ "gumbo", "gambol", 2 },
		{ "rosettacode", "raisethysword", 8 },
	};
	char longest[300];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(name_distance(cases[i].a, cases[i].b), cases[i].distance);
		assert_int_equal(name_distance(cases[i].b, cases[i].a), cases[i].distance);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	/* A name that is too long is far from everything, on either side. */
	assert_int_equal(name_distance(longest, "x"), 255);
	assert_int_equal(name_distance("x", longest), 255);
	assert_int_equal(name_distance(longest + 45, ""), 254);
	assert_int_equal(name_distance("", longest + 45), 254);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_resolved),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_tests),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_numbers_and_names),
		cmocka_unit_test(test_malformed_numbers),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_nothing_named),
		cmocka_unit_test(test_unmatched),
		cmocka_unit_test(test_distance),
	};

	return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
