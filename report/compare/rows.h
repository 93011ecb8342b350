/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations of several comparisons with one old side, the worst first. */
#ifndef REPORT_COMPARE_ROWS_H
#define REPORT_COMPARE_ROWS_H

#include "report/compare/compare.h"

/* One operation in all comparisons. */
struct compare_row {
	const char *name, *unit;
	/* One per new side; NULL if neither that side nor the old one has the operation. */
	const struct difference **diffs;
	/* The weight for sorting; above 0 if there is something to report. */
	double impact;
};

struct compare_rows {
	struct compare_row *row;
	size_t n;
	const struct difference **diffs;
};

/*
 * Makes the rows, with view->all also the unchanged ones.  They point into the comparisons.  The
 * caller frees them with comparison_rows_free().  Returns 0 or -ENOMEM.
 */
int comparison_rows(const struct compare_view *view, struct compare_rows *rows);
void comparison_rows_free(struct compare_rows *rows);

#endif /* REPORT_COMPARE_ROWS_H */
