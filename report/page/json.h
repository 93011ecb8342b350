/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes JSON values of texts and figures, for the data of the page. */
#ifndef REPORT_PAGE_JSON_H
#define REPORT_PAGE_JSON_H

#include <jansson.h>

/*
 * Each returns a new reference, or NULL if memory runs out.
 *
 * page_text() returns null for NULL.  JSON must be UTF-8, and a path may not be: its other bytes
 * become "?".
 */
json_t *page_text(const char *what);
/*
 * Both return null if value is not finite, and keep integers. page_number() keeps as many digits as
 * the page shows, and below 100 one more. page_value() is for what the page also computes with: it
 * keeps six digits below 1000, and hundredths from there on.
 */
json_t *page_number(double value);
json_t *page_value(double value);
/* Like page_text(), and frees what, of which NULL is "". */
json_t *page_take(char *what);

#endif /* REPORT_PAGE_JSON_H */
