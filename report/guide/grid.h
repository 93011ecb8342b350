/* SPDX-License-Identifier: GPL-2.0-only */
/* A table of text that is printed for a terminal, as Markdown or as HTML. */
#ifndef REPORT_GUIDE_GRID_H
#define REPORT_GUIDE_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum grid_form { GRID_TEXT, GRID_MARKDOWN, GRID_HTML };

struct grid {
	size_t columns;
	/* Row by row; the first row is the heading.  The grid owns the strings. */
	char **cells;
	size_t n;
	/* Memory ran out, and the grid lacks cells. */
	bool failed;
};

/* Adds the next cell of the row, which begins after a full one.  Errors are kept in failed. */
__attribute__((format(printf, 2, 3))) void grid_add(struct grid *grid, const char *format, ...);
/*
 * Prints the table.  class_of returns the class that HTML gives to a cell, or NULL; it may be NULL
 * itself.  Returns 0, or -ENOMEM if the grid lacks cells.
 */
int grid_print(FILE *out, const struct grid *grid, enum grid_form form,
	       const char *(*class_of)(const char *cell));
void grid_clear(struct grid *grid);

/* Prints a line of text as a paragraph of its own. */
void grid_line(FILE *out, enum grid_form form, const char *text);

#endif /* REPORT_GUIDE_GRID_H */
