// SPDX-License-Identifier: GPL-2.0-only
/* Checks the short form of the cells of the html page. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/page/columns.h"
#include "report/page/json.h"

/* Checks what becomes of rows of n cells; both are JSON. */
static void assert_columns(const char *rows, size_t n, const char *wanted)
{
	json_t *columns = page_columns(json_loads(rows, 0, NULL), n);
	char *text;

	assert_non_null(columns);
	text = json_dumps(columns, JSON_COMPACT | JSON_SORT_KEYS);
	assert_string_equal(text, wanted);
	free(text);
	json_decref(columns);
}

static void test_values(void **state)
{
	assert_columns("[[{\"a\": 1, \"b\": true}, {\"a\": 2}]]", 2,
		       "{\"a\":{\"rows\":[[1,2]]},\"b\":{\"rows\":[[true]]}}");
	assert_columns("[[{\"a\": 1}, null, {\"a\": 3}], [null, {\"a\": 5}, null]]", 3,
		       "{\"a\":{\"rows\":[[1,null,3],[null,5]]}}");
	assert_columns("[]", 2, "{}");
	assert_columns("[[null, null]]", 2, "{}");
}

/* What is the same everywhere has no array, unless a cell does not have it. */
static void test_same(void **state)
{
	assert_columns("[[{\"a\": 7}, {\"a\": 7}], [{\"a\": 7}, {\"a\": 8}]]", 2,
		       "{\"a\":{\"rows\":[7,[7,8]]}}");
	assert_columns("[[{\"a\": 7}, {\"a\": 7}, {}]]", 3, "{\"a\":{\"rows\":[[7,7]]}}");
	assert_columns("[[{\"a\": 7}]]", 1, "{\"a\":{\"rows\":[7]}}");
}

/* The first cells, which never have a value, are left out. */
static void test_from(void **state)
{
	assert_columns("[[{}, {\"a\": 7}, {\"a\": 7}], [{}, {}, {\"a\": 8}]]", 3,
		       "{\"a\":{\"from\":1,\"rows\":[7,[null,8]]}}");
	assert_columns("[[{}, {\"a\": 7}], [{\"a\": 8}, {}]]", 2,
		       "{\"a\":{\"rows\":[[null,7],[8]]}}");
}

static void test_members(void **state)
{
	assert_columns("[[{\"a\": {\"b\": 1, \"c\": 2}}, {\"a\": {\"b\": 3}}]]", 2,
		       "{\"a.b\":{\"rows\":[[1,3]]},\"a.c\":{\"rows\":[[2]]}}");
	assert_columns("[[{\"a\": [1, null]}, {\"a\": [1, 4, 5]}]]", 2,
		       "{\"a.0\":{\"rows\":[1]},\"a.1\":{\"from\":1,\"rows\":[4]},\"a.2\":{"
		       "\"from\":1,\"rows\":[5]}}");
}

/* Texts that are repeated become numbers. */
static void test_texts(void **state)
{
	assert_columns("[[{\"a\": \"x\"}, {\"a\": \"y\"}, {\"a\": \"x\"}], [{\"a\": \"y\"}, "
		       "{\"a\": \"y\"}, {\"a\": \"y\"}]]",
		       3, "{\"a\":{\"rows\":[[0,1,0],1],\"texts\":[\"x\",\"y\"]}}");
	assert_columns("[[{\"a\": \"x\"}, {\"a\": \"y\"}]]", 2,
		       "{\"a\":{\"rows\":[[\"x\",\"y\"]]}}");
	assert_columns("[[{\"a\": \"x\"}, {\"a\": 1}, {\"a\": \"x\"}]]", 3,
		       "{\"a\":{\"rows\":[[\"x\",1,\"x\"]]}}");
}

/* A column that few rows have is an object by their numbers. */
static void test_few_rows(void **state)
{
	assert_columns("[[{\"a\": 1}], [{\"a\": 2}], [{\"a\": 3, \"b\": 4}], [{\"b\": 5}]]", 1,
		       "{\"a\":{\"rows\":[1,2,3]},\"b\":{\"rows\":{\"2\":4,\"3\":5}}}");
}

static void assert_number(json_t *number, const char *wanted)
{
	char *text = json_dumps(number, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));

	assert_string_equal(text, wanted);
	free(text);
	json_decref(number);
}

/* The page shows 0.12, 9.99, 99.9 and 1234. */
static void test_numbers(void **state)
{
	assert_number(page_number(0.12345), "0.123");
	assert_number(page_number(-9.87654), "-9.877");
	assert_number(page_number(98.7654), "98.77");
	assert_number(page_number(987.654), "987.7");
	assert_number(page_number(9876.54), "9877");
	assert_number(page_number(2.9999), "3");
	assert_number(page_number(INFINITY), "null");
	assert_number(page_value(98.76543), "98.7654");
	assert_number(page_value(98765.4321), "98765.43");
	assert_number(page_value(0), "0");
	assert_number(page_value(NAN), "null");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	cmocka_unit_test(test_same),
		cmocka_unit_test(test_from),	cmocka_unit_test(test_texts),
		cmocka_unit_test(test_members), cmocka_unit_test(test_few_rows),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
