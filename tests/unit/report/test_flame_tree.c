// SPDX-License-Identifier: GPL-2.0-only
/* Checks the text of the stacks in the html page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/page/flame_tree.h"

/* Checks the text of the stacks of n kernels, as JSON, the names, and how many nodes are one. */
static void assert_tree(const char *const *stacks, size_t n, const char *wanted, const char *names,
			size_t wanted_left)
{
	struct flame_names of = { json_array(), json_object() };
	struct flame_tree *tree = flame_tree_new(n);
	size_t left;
	char *text;

	assert_non_null(tree);
	for (size_t i = 0; i < n; i++) {
		json_t *json = json_loads(stacks[i], 0, NULL);

		assert_int_equal(flame_tree_add(tree, i, json), 0);
		json_decref(json);
	}
	text = flame_tree_text(tree, &of, &left);
	assert_non_null(text);
	assert_string_equal(text, wanted);
	assert_int_equal(left, wanted_left);
	free(text);
	text = json_dumps(of.list, JSON_COMPACT);
	assert_string_equal(text, names);
	free(text);
	json_decref(of.list);
	json_decref(of.numbers);
	flame_tree_free(tree);
}

/* A node says how far above the one before its parent is. */
static void test_levels(void **state)
{
	const char *one[] = { "{\"p\": 1, \"p;a\": 0.36, \"p;a;b;c\": 2, \"p;d\": 3, \"q\": -1}" };

	assert_tree(one, 1, "0,0,2s;0,1,10;0,2,0;0,3,5k;3,4,8c;2,5,-2s;",
		    "[\"p\",\"a\",\"b\",\"c\",\"d\",\"q\"]", 0);
}

/* A value that is that of the kernel before is empty, or left out at the end. */
static void test_kernels(void **state)
{
	const char *three[] = { "{\"p\": 1, \"p;a\": 1}", "{\"p\": 1, \"p;b\": 1}",
				"{\"p\": 2, \"p;a\": 0, \"p;b\": 1}" };

	assert_tree(three, 3, "0,0,2s,,5k;0,1,2s,0;1,2,0,2s;", "[\"p\",\"a\",\"b\"]", 0);
}

/* What is small is one, with all below it, but not what another kernel has much of. */
static void test_small(void **state)
{
	const char *two[] = { "{\"p\": 1000, \"p;a\": 1, \"p;a;b\": 2, \"p;c\": 4, \"d\": 4}",
			      "{\"p\": 1000, \"p;a\": 1, \"p;a;b\": 2, \"p;c\": 6, \"d\": -3}" };

	assert_tree(two, 2, "0,0,255s;0,,8c;1,1,b4,go;2,,b4,-8c;", "[\"p\",\"c\"]", 3);
}

/* Of many nodes the largest are told apart. */
static void test_many(void **state)
{
	const char *stacks[1];
	struct flame_names of = { json_array(), json_object() };
	struct flame_tree *tree = flame_tree_new(1);
	json_t *json = json_object();
	char name[16];
	size_t left;

	for (size_t i = 0; i < 3 * FLAME_MOST; i++) {
		snprintf(name, sizeof(name), "f%zu", i);
		json_object_set_new(json, name, json_integer(100 + (long)i));
	}
	assert_int_equal(flame_tree_add(tree, 0, json), 0);
	json_decref(json);
	stacks[0] = flame_tree_text(tree, &of, &left);
	assert_int_equal(left, 2 * FLAME_MOST);
	assert_int_equal(json_array_size(of.list), FLAME_MOST);
	assert_string_equal(json_string_value(json_array_get(of.list, 0)), "f120");
	free((char *)stacks[0]);
	json_decref(of.list);
	json_decref(of.numbers);
	flame_tree_free(tree);
}

/* A file may have anything. */
static void test_odd(void **state)
{
	const char *odd[] = { "{\"\": 1, \";;\": 2, \"a\": \"x\", \"b\": 1e300}", "[1]" };

	assert_tree(odd, 2, "0,,5k,0;1,0,2qgpckvng1s,0;", "[\"b\"]", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels), cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_small),  cmocka_unit_test(test_many),
		cmocka_unit_test(test_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
