/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of the table of kernels: operations by family and unit. */
#ifndef REPORT_PAGE_TABLE_ROWS_H
#define REPORT_PAGE_TABLE_ROWS_H

#include "report/compare/view.h"

struct table_row {
	const char *name;
	/* That of the first kernel that measured it. */
	const char *unit;
	size_t family;
	/* One for each kernel; NULL if the kernel does not have the operation. */
	const struct side_op **ops;
};

/* The rows point into the view. */
struct table_rows {
	struct table_row *row;
	size_t n;
	/* The operations that every kernel skips; n has them only if all are wanted. */
	size_t skipped;
	/* The members of all rows. */
	const struct side_op **ops;
};

/*
 * Makes the rows of the operations that the options of the view select, in the order in which they
 * are shown.  all: also those that every kernel skips.  The caller frees them with
 * table_rows_free(), also after an error.  Returns 0 or -ENOMEM.
 */
int table_rows_make(const struct report_view *view, bool all, struct table_rows *rows);
void table_rows_free(struct table_rows *rows);

#endif /* REPORT_PAGE_TABLE_ROWS_H */
