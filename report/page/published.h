/* SPDX-License-Identifier: GPL-2.0-only */
/* The published figures of the page's data, beside the measured ones. */
#ifndef REPORT_PAGE_PUBLISHED_H
#define REPORT_PAGE_PUBLISHED_H

#include <jansson.h>

#include "report/compare/view.h"

struct bounds;

/*
 * Appends what side at says of each claim to the claim's array in cells. The claims are the same for
 * all sides, so the first side adds them to list, and their arrays. Returns 0, or another number if
 * memory runs out.
 */
int page_claims_add(json_t *list, json_t *cells, const struct report_view *view, size_t at,
		    const struct bounds *published);

#endif /* REPORT_PAGE_PUBLISHED_H */
