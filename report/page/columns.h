/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A short form of the cells of a row, for the page's data.  Ten kernels have thousands of cells, and
 * half of their bytes would be the names of their members.
 */
#ifndef REPORT_PAGE_COLUMNS_H
#define REPORT_PAGE_COLUMNS_H

#include <jansson.h>

/*
 * Makes an object of an array of objects or nulls, which it frees: a column for each member, with a
 * value for each cell and null where it has none, up to the last one.  What is the same in all cells
 * is there once, and "=" follows its name.  A member of a member has both names: "change.kind".
 * Returns a new reference, or NULL if cells is NULL or memory runs out.
 */
json_t *page_columns(json_t *cells);

#endif /* REPORT_PAGE_COLUMNS_H */
