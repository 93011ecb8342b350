// SPDX-License-Identifier: GPL-2.0-only
/* Tests the list of tests and operations: numbers, selection, the output of -l, near names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/result/array.h"
#include "bench/runner/catalog.h"

static char *map_ops[] = { (char *)"array_lookup", (char *)"array_update",
			   (char *)"hash_lookup_hit", (char *)"hash_lookup_miss",
			   (char *)"queue_peek" };
static char *helper_ops[] = { (char *)"ktime_get_ns", (char *)"snprintf", (char *)"strncmp",
			      (char *)"queue_peek" };

static struct child children[] = {
	{ .test = "helper_perf", .op_names = helper_ops, .n_op_names = 4 },
	{ .test = "map_perf", .op_names = map_ops, .n_op_names = 5 },
	/* A test without operations. */
	{ .test = "stats_perf" },
};

/* Everything is selected until a selection is made. */
static int setup(void **state)
{
	static struct catalog catalog;

	catalog = (struct catalog){
		.listed = { .child = children, .n = ARRAY_SIZE(children) },
		.selector = selector_new(),
	};
	*state = &catalog;
	return catalog.selector ? 0 : -1;
}

static int teardown(void **state)
{
	struct catalog *catalog = *state;

	selector_free((struct selector *)catalog->selector);
	return 0;
}

static void select_names(struct catalog *catalog, enum select_kind kind, const char *list)
{
	char err[128];

	assert_int_equal(
		selector_add((struct selector *)catalog->selector, kind, list, err, sizeof(err)),
		0);
}

static void select_numbers(struct catalog *catalog, const char *list)
{
	char err[128];

	assert_int_equal(
		selector_add_numbers((struct selector *)catalog->selector, list, err, sizeof(err)),
		0);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *test, *op;
		unsigned int test_number, op_number;
	} cases[] = {
		{ "helper_perf", "ktime_get_ns", 1, 1 }, { "helper_perf", "queue_peek", 1, 4 },
		{ "map_perf", "array_lookup", 2, 1 },	 { "map_perf", "queue_peek", 2, 5 },
		{ "map_perf", "ktime_get_ns", 2, 0 },	 { "map_perf", "array", 2, 0 },
		{ "map_perf", "array_lookup_x", 2, 0 },	 { "map_perf", "", 2, 0 },
		{ "stats_perf", "array_lookup", 3, 0 },
	};
	const struct catalog *catalog = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int test = catalog_test_number(catalog, cases[i].test);

		assert_int_equal(test, cases[i].test_number);
		assert_int_equal(catalog_op_number(catalog, test, cases[i].op), cases[i].op_number);
	}
	assert_int_equal(catalog_test_number(catalog, "map"), 0);
	assert_int_equal(catalog_test_number(catalog, "map_perf2"), 0);
	assert_int_equal(catalog_test_number(catalog, ""), 0);
}

static void test_selected(void **state)
{
	struct catalog *catalog = *state;

	assert_true(catalog_selected(catalog, "map_perf", "queue_peek"));
	/* Numbers are those of -l, within the selected test. */
	select_numbers(catalog, "2/5,1");
	assert_true(catalog_selected(catalog, "map_perf", "queue_peek"));
	assert_true(catalog_selected(catalog, "map_perf", "array_lookup"));
	assert_false(catalog_selected(catalog, "map_perf", "array_update"));
	assert_false(catalog_selected(catalog, "helper_perf", "ktime_get_ns"));
	select_names(catalog, SELECT_DENY, "*/array*");
	assert_false(catalog_selected(catalog, "map_perf", "array_lookup"));
	assert_true(catalog_selected(catalog, "map_perf", "queue_peek"));
}

static void assert_found(const struct catalog *catalog, const struct catalog_search *search,
			 size_t n, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(catalog_list(catalog, search, out), n);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

/* Without words everything that is selected is found. */
static void assert_list(const struct catalog *catalog, size_t n, const char *expected)
{
	assert_found(catalog, &(struct catalog_search){}, n, expected);
	assert_int_equal(catalog_count(catalog), n);
}

static void test_list_all(void **state)
{
	assert_list(*state, 9,
		    "#1/1     helper_perf/ktime_get_ns\n"
		    "#1/2     helper_perf/snprintf\n"
		    "#1/3     helper_perf/strncmp\n"
		    "#1/4     helper_perf/queue_peek\n"
		    "#2/1     map_perf/array_lookup\n"
		    "#2/2     map_perf/array_update\n"
		    "#2/3     map_perf/hash_lookup_hit\n"
		    "#2/4     map_perf/hash_lookup_miss\n"
		    "#2/5     map_perf/queue_peek\n");
}

/* A selection does not change numbers. */
static void test_list_some(void **state)
{
	struct catalog *catalog = *state;

	select_names(catalog, SELECT_ALLOW_PART, "perf/peek,map/miss");
	assert_list(catalog, 3,
		    "#1/4     helper_perf/queue_peek\n"
		    "#2/4     map_perf/hash_lookup_miss\n"
		    "#2/5     map_perf/queue_peek\n");
	select_numbers(catalog, "2");
	assert_list(catalog, 2,
		    "#2/4     map_perf/hash_lookup_miss\n"
		    "#2/5     map_perf/queue_peek\n");
	select_names(catalog, SELECT_DENY, "map_perf");
	assert_list(catalog, 0, "");
}

static char *abouts[] = { (char *)"Looks up an element of an array", NULL,
			  (char *)"Looks up a key that the hash has",
			  (char *)"Looks up a key that the hash lacks, slowly",
			  (char *)"Reads the next value without taking it" };

static void test_search(void **state)
{
	static const struct {
		struct catalog_search search;
		size_t n;
		const char *expected;
	} cases[] = {
		/* In a name, in a description, in the name of a family, in any case. */
		{ { { "ARRAY_UP" }, 1, 0 }, 1, "#2/2     map_perf/array_update\n" },
		{ { { "taking" }, 1, 0 },
		  1,
		  "#2/5     map_perf/queue_peek                                    Reads the next "
		  "value without taking it\n" },
		{ { { "map updates" }, 1, 0 }, 1, "#2/2     map_perf/array_update\n" },
		/* All words have to be there. */
		{ { { "slow", "key" }, 2, 0 },
		  1,
		  "#2/4     map_perf/hash_lookup_miss                              Looks up a key "
		  "that the hash lacks, slowly\n" },
		{ { { "slow", "update" }, 2, 0 }, 0, "" },
		/* On a terminal: beside the name where that fits, else below it. */
		{ { { "hash has" }, 1, 67 },
		  1,
		  "#2/3     map_perf/hash_lookup_hit  Looks up a key that the hash has\n" },
		{ { { "hash has" }, 1, 66 },
		  1,
		  "#2/3     map_perf/hash_lookup_hit\n         Looks up a key that the hash "
		  "has\n" },
	};
	struct catalog *catalog = *state;

	children[1].op_abouts = abouts;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_found(catalog, &cases[i].search, cases[i].n, cases[i].expected);
	children[1].op_abouts = NULL;
}

/* The nearest name comes first, equally near ones in order, at most three. */
static void test_suggestions(void **state)
{
	static const struct {
		/* The text begins with this, and more names may follow. */
		const char *wrong, *begin;
	} cases[] = {
		{ "map_pref", "; did you mean map_perf" },
		{ "stat_perf", "; did you mean stats_perf" },
		{ "map_prf/array_lookup", "; did you mean map_perf/array_lookup" },
		{ "map_perf/hash_lookup_mit",
		  "; did you mean map_perf/hash_lookup_hit, map_perf/hash_lookup_miss" },
		/* The right operation of another test. */
		{ "stats_perf/queue_peek", "; did you mean map_perf/queue_peek" },
		/* An operation without its test. */
		{ "array_lookup", "; did you mean map_perf/array_lookup" },
		{ "snprint", "; did you mean helper_perf/snprintf" },
		{ "queue_pek", "; did you mean helper_perf/queue_peek, map_perf/queue_peek" },
		{ "nothing_is_like_this_at_all", "; -l lists all names\n" },
		{ "map_perf/nothing_is_like_this", "; -l lists all names\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int commas = 0;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		catalog_suggest(*state, cases[i].wrong, out);
		fclose(out);
		if (strncmp(text, cases[i].begin, strlen(cases[i].begin)))
			fail_msg("%s%s", cases[i].wrong, text);
		for (const char *at = text; (at = strchr(at, ',')); at++)
			commas++;
		assert_true(commas < 3);
		assert_ptr_equal(strchr(text, '\n'), text + size - 1);
		assert_true(strchr(cases[i].begin, '\n') || text[size - 2] == '?');
		free(text);
	}
}

static void test_most_suggestions(void **state)
{
	char *ops[] = { (char *)"lookup_1", (char *)"lookup_2", (char *)"lookup_3",
			(char *)"lookup_4", (char *)"lookup_55" };
	struct child child = { .test = "map_perf", .op_names = ops, .n_op_names = 5 };
	struct catalog *catalog = *state;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	catalog->listed = (struct children){ .child = &child, .n = 1 };
	catalog_suggest(catalog, "lookup_6", out);
	catalog_suggest(catalog, "lookup_555", out);
	fclose(out);
	assert_string_equal(text, "; did you mean map_perf/lookup_1, map_perf/lookup_2, "
				  "map_perf/lookup_3?\n"
				  "; did you mean map_perf/lookup_55, map_perf/lookup_1, "
				  "map_perf/lookup_2?\n");
	free(text);
}

/* A name of any length, and a catalog of nothing. */
static void test_suggestions_at_the_edge(void **state)
{
	struct catalog *catalog = *state;
	char longest[1000], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	memset(longest, 'm', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	catalog_suggest(catalog, longest, out);
	catalog->listed.n = 0;
	catalog_suggest(catalog, "map_perf", out);
	fclose(out);
	assert_string_equal(text, "; -l lists all names\n; -l lists all names\n");
	free(text);
	assert_list(catalog, 0, "");
	assert_int_equal(catalog_test_number(catalog, "map_perf"), 0);
}

#define WITH_CATALOG(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_CATALOG(test_numbers),	     WITH_CATALOG(test_selected),
		WITH_CATALOG(test_list_all),	     WITH_CATALOG(test_list_some),
		WITH_CATALOG(test_search),	     WITH_CATALOG(test_suggestions),
		WITH_CATALOG(test_most_suggestions), WITH_CATALOG(test_suggestions_at_the_edge),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
