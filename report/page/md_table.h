/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of a summary in Markdown.  What needs no look is folded. */
#ifndef REPORT_PAGE_MD_TABLE_H
#define REPORT_PAGE_MD_TABLE_H

#include "report/compare/view.h"
#include "report/page/md_text.h"

/*
 * Writes what changed: what got worse openly, and the rest folded; or all operations of a view with a
 * single side: what failed or is undecided openly.  Says at the end how many operations of which
 * kind did not fit.  Returns 0 or -ENOMEM.
 */
int md_tables(struct md_output *output, const struct report_view *view);

#endif /* REPORT_PAGE_MD_TABLE_H */
