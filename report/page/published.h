/* SPDX-License-Identifier: GPL-2.0-only */
/* The published figures of the page's data, beside the measured ones. */
#ifndef REPORT_PAGE_PUBLISHED_H
#define REPORT_PAGE_PUBLISHED_H

#include <jansson.h>

#include "report/compare/view.h"

struct bounds;

/*
 * Adds the verdict of side at on each claim to list.  The claims are the same for all sides, so the
 * first side adds them.  Returns 0, or another number if memory runs out.
 */
int page_claims_add(json_t *list, const struct report_view *view, size_t at,
		    const struct bounds *published);

#endif /* REPORT_PAGE_PUBLISHED_H */
