/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels of the page's data: what each is, how it was measured, and its verdict. */
#ifndef REPORT_PAGE_KERNELS_H
#define REPORT_PAGE_KERNELS_H

#include <jansson.h>

#include "report/compare/view.h"

/* Returns what the page says of a side as a new reference; NULL if memory runs out. */
json_t *page_kernel(struct report_view *view, size_t at);

#endif /* REPORT_PAGE_KERNELS_H */
