/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A short form of the cells of all rows, for the page's data. Ten kernels have thousands of cells, and
 * half of their bytes would be the names of their members.
 */
#ifndef REPORT_PAGE_COLUMNS_H
#define REPORT_PAGE_COLUMNS_H

#include <jansson.h>

/*
 * Makes an object of an array of rows, which it frees. A row is an array of n cells, and these are
 * objects or null. The object has a column for each member; members of members and of arrays have
 * both names: "change.kind", "ci.0". A column is an object with:
 *
 *	from	so many cells at the begin of all rows have no value, and are left out; absent for 0
 *	texts	the different texts, if the values are numbers of them; absent for other values
 *	rows	an array of the rows, or an object by their numbers if only few have a value
 *
 * A row of a column is an array with a value for each cell: null where it has none, up to the last
 * one. What is the same in all cells is there without the array. A row without any value is null.
 * Returns a new reference, or NULL if rows is NULL or memory runs out.
 */
json_t *page_columns(json_t *rows, size_t n);

#endif /* REPORT_PAGE_COLUMNS_H */
