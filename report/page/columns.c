// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>

#include "report/page/columns.h"

/* The longest name of a member of a member. */
#define NAME 64

static int add(json_t *columns, const char *name, size_t at, json_t *value)
{
	json_t *column = json_object_get(columns, name);
	int ret = 0;

	if (!column) {
		column = json_array();
		ret = json_object_set_new(columns, name, column);
	}
	while (!ret && json_array_size(column) < at)
		ret = json_array_append_new(column, json_null());
	return ret ? ret : json_array_append(column, value);
}

static int add_cell(json_t *columns, size_t at, json_t *cell)
{
	const char *name, *inner = NULL;
	json_t *value, *part = NULL;
	char both[NAME];
	int ret = 0;

	json_object_foreach (cell, name, value) {
		if (!json_is_object(value))
			ret |= add(columns, name, at, value);
		else
			json_object_foreach (value, inner, part) {
				snprintf(both, sizeof(both), "%s.%s", name, inner);
				ret |= add(columns, both, at, part);
			}
	}
	return ret;
}

static bool is_same(const json_t *column, size_t n)
{
	if (json_array_size(column) != n || json_is_null(json_array_get(column, 0)))
		return false;
	for (size_t i = 1; i < n; i++)
		if (!json_equal(json_array_get(column, 0), json_array_get(column, i)))
			return false;
	return true;
}

/* Returns the columns with what is the same in all n cells once.  Frees columns. */
static json_t *shortened(json_t *columns, size_t n)
{
	json_t *result = json_object(), *column;
	char same[NAME + 1];
	const char *name;
	int ret = 0;

	json_object_foreach (columns, name, column) {
		snprintf(same, sizeof(same), "%s=", name);
		if (is_same(column, n))
			ret |= json_object_set(result, same, json_array_get(column, 0));
		else
			ret |= json_object_set(result, name, column);
	}
	json_decref(columns);
	if (!ret)
		return result;
	json_decref(result);
	return NULL;
}

json_t *page_columns(json_t *cells)
{
	json_t *columns = json_object();
	int ret = cells && columns ? 0 : -1;

	for (size_t i = 0; !ret && i < json_array_size(cells); i++)
		ret = add_cell(columns, i, json_array_get(cells, i));
	if (!ret)
		columns = shortened(columns, json_array_size(cells));
	json_decref(cells);
	if (!ret)
		return columns;
	json_decref(columns);
	return NULL;
}
