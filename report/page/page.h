/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes the html page. */
#ifndef REPORT_PAGE_PAGE_H
#define REPORT_PAGE_PAGE_H

#include <jansson.h>

#include "report/compare/view.h"

struct bounds;

/*
 * Returns the data of the html page as a new reference; NULL if memory runs out.  published may
 * have no claims.  open is the operation that is shown first, or NULL.
 */
json_t *page_data(struct report_views *views, const struct bounds *published, const char *open);
/*
 * Writes the page to path, or to standard output if path is NULL or "-".  published is the path of a file
 * of bounds; NULL selects the standard file.  Returns 0, or a negative errno with the reason in
 * err.
 */
int page_write(const char *path, struct report_views *views, const char *published,
	       const char *open, char *err, size_t size);

#endif /* REPORT_PAGE_PAGE_H */
