// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>

#include "report/page/columns.h"

/* The longest name of a member of a member. */
#define NAME 64

/* A cell that is being added. */
struct place {
	json_t *columns;
	size_t row, at;
};

/* Appends null until the array has n elements. */
static int pad(json_t *array, size_t n)
{
	int ret = 0;

	while (!ret && json_array_size(array) < n)
		ret = json_array_append_new(array, json_null());
	return ret;
}

static int add(const struct place *place, const char *name, json_t *value)
{
	json_t *column = json_object_get(place->columns, name), *row;
	int ret = 0;

	if (!column) {
		column = json_array();
		ret = json_object_set_new(place->columns, name, column);
	}
	ret |= pad(column, place->row);
	if (!ret && json_array_size(column) == place->row)
		ret = json_array_append_new(column, json_array());
	row = json_array_get(column, place->row);
	ret |= pad(row, place->at);
	return ret ? ret : json_array_append(row, value);
}

static int add_member(const struct place *place, const char *name, json_t *value)
{
	json_t *part = NULL;
	char both[NAME];
	const char *inner;
	int ret = 0;
	size_t i;

	if (json_is_object(value))
		json_object_foreach (value, inner, part) {
			snprintf(both, sizeof(both), "%s.%s", name, inner);
			ret |= add(place, both, part);
		}
	else if (json_is_array(value))
		json_array_foreach (value, i, part) {
			snprintf(both, sizeof(both), "%s.%zu", name, i);
			ret |= add(place, both, part);
		}
	else
		ret = add(place, name, value);
	return ret;
}

static int add_row(json_t *columns, size_t row, json_t *cells)
{
	struct place place = { .columns = columns, .row = row };
	const char *name;
	json_t *value;
	int ret = 0;

	for (place.at = 0; place.at < json_array_size(cells); place.at++)
		json_object_foreach (json_array_get(cells, place.at), name, value)
			ret |= add_member(&place, name, value);
	return ret;
}

/* A column that is being made short: what its rows have in common. */
struct column {
	json_t *rows;
	size_t n_cells, n_rows;
	/* So many cells at the begin of every row have no value. */
	size_t from;
	/* If all values are texts: the different ones, and their numbers by text; else NULL. */
	json_t *texts, *numbers;
};

static void find_from(struct column *column)
{
	column->from = column->n_cells;
	for (size_t i = 0; i < json_array_size(column->rows); i++) {
		const json_t *row = json_array_get(column->rows, i);
		size_t from = 0;

		while (from < json_array_size(row) && json_is_null(json_array_get(row, from)))
			from++;
		if (from < json_array_size(row) && from < column->from)
			column->from = from;
	}
}

static int add_text(struct column *column, json_t *value)
{
	const char *text = json_string_value(value);
	int ret;

	if (json_object_get(column->numbers, text))
		return 0;
	ret = json_object_set_new(column->numbers, text,
				  json_integer(json_array_size(column->texts)));
	return ret | json_array_append(column->texts, value);
}

static void forget_texts(struct column *column)
{
	json_decref(column->texts);
	json_decref(column->numbers);
	column->texts = column->numbers = NULL;
}

/* Finds the texts of a column, unless most are there only once. */
static int find_texts(struct column *column)
{
	json_t *row, *value;
	size_t i, k, used = 0;
	int ret = 0;

	column->texts = json_array();
	column->numbers = json_object();
	json_array_foreach (column->rows, i, row)
		json_array_foreach (row, k, value) {
			if (json_is_null(value))
				continue;
			if (!json_is_string(value)) {
				forget_texts(column);
				return 0;
			}
			ret |= add_text(column, value);
			used++;
		}
	if (2 * json_array_size(column->texts) > used)
		forget_texts(column);
	return ret;
}

/* Returns what stands for a value, as a borrowed reference. */
static json_t *value_of(const struct column *column, json_t *value)
{
	const char *text = json_string_value(value);

	return column->texts && text ? json_object_get(column->numbers, text) : value;
}

/* Returns what stands for a row: an array, or what is the same in all of its cells. */
static json_t *row_of(const struct column *column, const json_t *row)
{
	json_t *first = value_of(column, json_array_get(row, column->from)), *cells;
	bool same = json_array_size(row) == column->n_cells && !json_is_null(first);
	int ret = 0;

	if (json_array_size(row) <= column->from)
		return json_null();
	cells = json_array();
	for (size_t i = column->from; i < json_array_size(row); i++) {
		json_t *value = value_of(column, json_array_get(row, i));

		same = same && json_equal(first, value);
		ret |= json_array_append(cells, value);
	}
	if (same || ret) {
		json_decref(cells);
		return ret ? NULL : json_incref(first);
	}
	return cells;
}

/* Returns the rows as an array, or as an object by their numbers if most are null. */
static json_t *rows_of(const struct column *column)
{
	json_t *array = json_array(), *object = json_object();
	size_t used = 0;
	char number[24];
	int ret = 0;
	bool many;

	for (size_t i = 0; i < json_array_size(column->rows); i++) {
		json_t *row = row_of(column, json_array_get(column->rows, i));

		ret |= json_array_append(array, row);
		if (!json_is_null(row)) {
			used++;
			snprintf(number, sizeof(number), "%zu", i);
			ret |= json_object_set(object, number, row);
		}
		json_decref(row);
	}
	many = 2 * used > column->n_rows;
	json_decref(many || ret ? object : array);
	if (!ret)
		return many ? array : object;
	json_decref(array);
	return NULL;
}

/* Returns a short form of an array of rows as a new reference. */
static json_t *shortened(json_t *rows, size_t n_cells, size_t n_rows)
{
	struct column column = { .rows = rows, .n_cells = n_cells, .n_rows = n_rows };
	int ret = find_texts(&column);
	json_t *result;

	find_from(&column);
	result = json_pack("{s:o*, s:O*, s:o}", "from",
			   column.from ? json_integer(column.from) : NULL, "texts", column.texts,
			   "rows", rows_of(&column));
	forget_texts(&column);
	if (!ret)
		return result;
	json_decref(result);
	return NULL;
}

json_t *page_columns(json_t *rows, size_t n)
{
	json_t *columns = json_object(), *result = json_object(), *column;
	size_t n_rows = json_array_size(rows);
	int ret = rows ? 0 : -1;
	const char *name;

	for (size_t i = 0; !ret && i < n_rows; i++)
		ret = add_row(columns, i, json_array_get(rows, i));
	json_object_foreach (columns, name, column)
		ret |= json_object_set_new(result, name, shortened(column, n, n_rows));
	json_decref(columns);
	json_decref(rows);
	if (!ret)
		return result;
	json_decref(result);
	return NULL;
}
