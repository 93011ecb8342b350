/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the table of kernels as text. */
#ifndef REPORT_PAGE_TABLE_TEXT_H
#define REPORT_PAGE_TABLE_TEXT_H

#include "bench/result/screen.h"
#include "report/page/table_rows.h"

/* The marks of figures that a table has. */
struct table_marks {
	bool over, imprecise;
};

/*
 * Prints a column for each kernel of the view, in which all but the first have the change against
 * the first.  changes has the comparison of each kernel with the first; NULL where there is none.
 * Kernels that do not fit beside each other on the screen, which has a width, stand in blocks one
 * below the other, each with the first kernel again.  Returns 0 or -ENOMEM.
 */
int table_print(FILE *out, const struct report_view *view, const struct table_rows *rows,
		const struct comparison *const *changes, const struct screen *screen,
		struct table_marks *marks);

#endif /* REPORT_PAGE_TABLE_TEXT_H */
