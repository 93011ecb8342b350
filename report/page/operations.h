/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of the page's data: a row each, with a cell for each kernel. */
#ifndef REPORT_PAGE_OPERATIONS_H
#define REPORT_PAGE_OPERATIONS_H

#include <jansson.h>

#include "report/compare/view.h"

/*
 * Returns all operations, the worst first, as a new reference, and appends an array of its cells to
 * cells for each. NULL if memory runs out. It compares kernels that have not been compared yet.
 */
json_t *page_operations(struct report_view *view, json_t *cells);
/* The names of the kinds of changes, by whose numbers the cells have them. */
json_t *page_kinds(void);

#endif /* REPORT_PAGE_OPERATIONS_H */
