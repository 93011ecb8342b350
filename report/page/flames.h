/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions the figures of a page consist of, for its flame graphs. */
#ifndef REPORT_PAGE_FLAMES_H
#define REPORT_PAGE_FLAMES_H

#include <jansson.h>

#include "report/compare/view.h"

/*
 * Makes what vmtest.sh --explain wrote beside the result files of a view into an object:
 *
 *	names	the functions
 *	reasons	why operations are not explained
 *	least, most	see flame_tree.h
 *	rows	by the number of an operation in operations: [states, text, left]
 *
 * states has a value for each kernel: true if it is explained, the number of a reason, or null if
 * nothing is known; or one value if it is the same for all.  text and left are those of
 * flame_tree_text(), and absent if no kernel is explained.  Of several boots the first one with an
 * explanation is taken.
 *
 * *flames is a new reference; NULL if nothing is known.  Returns 0 or -ENOMEM.
 */
int page_flames(const struct report_view *view, const json_t *operations, json_t **flames);

#endif /* REPORT_PAGE_FLAMES_H */
