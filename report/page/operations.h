/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of the page's data: a row each, with a cell for each kernel, in the short form of columns.h. */
#ifndef REPORT_PAGE_OPERATIONS_H
#define REPORT_PAGE_OPERATIONS_H

#include <jansson.h>

#include "report/compare/view.h"

/*
 * Returns the rows of all operations, the worst first, as a new reference; NULL if memory runs out.
 * It compares kernels that have not been compared yet.
 */
json_t *page_operations(struct report_view *view);

#endif /* REPORT_PAGE_OPERATIONS_H */
