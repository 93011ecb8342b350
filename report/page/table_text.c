// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/family.h"
#include "bench/result/unit.h"
#include "report/compare/table.h"
#include "report/page/table_text.h"
#include "report/text/text.h"

#define CELL COMPARE_CELL
/* Blanks between two columns. */
#define GAP 2
/* Where kernels have too little room, a longer name has a line of its own. */
#define NAME 32
/* Names never have less. */
#define LEAST_NAME 12
/* There a longer label has several lines, if its figures need no wider column. */
#define LABEL 10

/* A kernel's column. */
struct column {
	/* The widths of the longest figure and change, and of the column. */
	size_t figure, change, width;
	/* A figure of it has a mark, so that all have a place for one. */
	bool marked;
};

struct grid {
	FILE *out;
	const struct report_view *view;
	const struct table_rows *rows;
	const struct comparison *const *changes;
	const struct screen *screen;
	struct column *columns;
	/* The width of names, and that of the longest one. */
	size_t names, longest;
	/* Blanks that are printed when more follows them on the line. */
	size_t blanks;
};

static void put(struct grid *grid, enum ink ink, const char *text)
{
	if (!*text)
		return;
	fprintf(grid->out, "%*s%s%s%s", (int)grid->blanks, "", screen_on(grid->screen, ink), text,
		screen_off(grid->screen, ink));
	grid->blanks = 0;
}

/* Prints text at the right end of a column. */
static void put_right(struct grid *grid, enum ink ink, const char *text, size_t width)
{
	grid->blanks += width - strlen(text);
	put(grid, ink, text);
}

static void end_line(struct grid *grid)
{
	fputc('\n', grid->out);
	grid->blanks = 0;
}

static const char *mark_of(const struct side_op *op)
{
	return !op || !op->boots	     ? ""
	       : op->verdict == VERDICT_FAIL ? "!"
	       : op->imprecise		     ? "~"
					     : "";
}

/* Writes a figure without its mark, or why there is none. */
static void figure_cell(const struct table_row *row, size_t kernel, char cell[CELL])
{
	const struct side_op *op = row->ops[kernel];
	bool other = op && op->boots && strcmp(op->result->unit, row->unit);
	char figure[32];

	if (!op || !op->boots) {
		value_cell(op, cell);
		return;
	}
	figure_long(op->value, figure, sizeof(figure));
	snprintf(cell, CELL, "%s%s%s", figure, other ? " " : "", other ? op->result->unit : "");
}

static enum ink figure_ink(const struct side_op *op)
{
	if (!op || (!op->boots && op->verdict != VERDICT_FAIL))
		return INK_DIM;
	if (op->verdict == VERDICT_FAIL)
		return INK_WORSE;
	return op->imprecise ? INK_OPEN : INK_PLAIN;
}

/* Writes the change in percent, or in the unit where percentages mean nothing. */
static void difference_cell(const struct difference *d, char cell[CELL])
{
	double ratio;

	*cell = '\0';
	if (!d || !d->old || !d->new || !d->old->boots || !d->new->boots)
		return;
	ratio = difference_ratio(d, d->delta);
	if (fabs(d->delta) <= 1e-9)
		snprintf(cell, CELL, "=");
	else if (unit_find(d->unit)->relative || isnan(ratio))
		snprintf(cell, CELL, "%+.2f", d->delta);
	else
		ratio_text(ratio, cell, CELL);
}

static const struct difference *difference_of(const struct grid *grid, const struct table_row *row,
					      size_t kernel)
{
	const struct comparison *comparison = grid->changes[kernel];

	return comparison ? comparison_find(comparison, row->name) : NULL;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void measure_row(struct grid *grid, const struct table_row *row, struct table_marks *marks)
{
	char cell[CELL];

	grid->longest = larger(grid->longest, strlen(row->name));
	for (size_t i = 0; i < grid->view->n; i++) {
		struct column *column = &grid->columns[i];
		const char *mark = mark_of(row->ops[i]);

		figure_cell(row, i, cell);
		column->figure = larger(column->figure, strlen(cell));
		difference_cell(difference_of(grid, row, i), cell);
		column->change = larger(column->change, strlen(cell));
		column->marked |= *mark;
		marks->over |= *mark == '!';
		marks->imprecise |= *mark == '~';
	}
}

static void measure(struct grid *grid, struct table_marks *marks)
{
	*marks = (struct table_marks){};
	grid->longest = strlen("operation");
	for (size_t i = 0; i < grid->rows->n; i++)
		measure_row(grid, &grid->rows->row[i], marks);
}

/* A label widens the column of its figures up to so many columns. */
static void set_widths(struct grid *grid, size_t label)
{
	for (size_t i = 0; i < grid->view->n; i++) {
		struct column *column = &grid->columns[i];

		column->width =
			column->figure + column->marked + (column->change ? 1 + column->change : 0);
		column->width =
			larger(column->width, smaller(strlen(grid->view->sides[i].label), label));
	}
}

/*
 * Returns the number after that of the last kernel that fits beside the first one and kernel first,
 * and the columns that they take.
 */
static size_t block_end(const struct grid *grid, size_t first, size_t *used)
{
	size_t end = first;

	*used = grid->names + GAP + grid->columns[0].width;
	for (; end < grid->view->n; end++) {
		size_t more = GAP + grid->columns[end].width;

		if (end > first && *used + more > grid->screen->width)
			break;
		*used += more;
	}
	return end;
}

/* Names and labels get all that they need, or so much that several kernels fit. */
static void choose_widths(struct grid *grid)
{
	size_t n = grid->view->n, width = grid->screen->width, used, first = 1;
	size_t widest = 0, spare = width;
	const struct column *columns = grid->columns;

	grid->names = grid->longest;
	set_widths(grid, LABEL_SIZE);
	if (block_end(grid, 1, &used) == n && used <= width)
		return;
	set_widths(grid, LABEL);
	for (size_t i = 1; i < n; i++)
		widest = larger(widest, GAP + columns[i].width);
	widest += GAP + columns[0].width;
	grid->names = smaller(grid->longest, NAME);
	if (grid->names + widest > width)
		grid->names = width > widest + LEAST_NAME ? width - widest : LEAST_NAME;
	do {
		first = block_end(grid, first, &used);
		spare = smaller(spare, width > used ? width - used : 0);
	} while (first < n);
	grid->names = smaller(grid->longest, grid->names + spare);
}

/* Returns the bytes of the label that a line of width has room for; it ends between words, if it can. */
static size_t label_part(const char *label, size_t width)
{
	size_t n = smaller(strlen(label), width);

	if (label[n])
		for (size_t i = n; i; i--)
			if (label[i] == ' ')
				return i;
	return n;
}

/* Prints a line of the heading of a kernel.  Returns true if more follows. */
static bool put_label(struct grid *grid, size_t kernel, size_t line)
{
	const char *label = grid->view->sides[kernel].label;
	size_t width = grid->columns[kernel].width, n;
	char part[LABEL_SIZE];

	for (size_t i = 0; i < line; i++) {
		label += label_part(label, width);
		label += strspn(label, " ");
	}
	n = label_part(label, width);
	snprintf(part, sizeof(part), "%.*s", (int)n, label);
	grid->blanks += GAP;
	put_right(grid, INK_HEAD, part, width);
	return label[n];
}

static void put_head(struct grid *grid, size_t first, size_t end)
{
	bool more = true;

	for (size_t line = 0; more; line++) {
		const char *name = line ? "" : "operation";

		put(grid, INK_HEAD, name);
		grid->blanks = grid->names - strlen(name);
		more = put_label(grid, 0, line);
		for (size_t i = first; i < end; i++)
			more |= put_label(grid, i, line);
		end_line(grid);
	}
}

static void put_kernel(struct grid *grid, const struct table_row *row, size_t kernel)
{
	const struct column *column = &grid->columns[kernel];
	const struct difference *d = difference_of(grid, row, kernel);
	const char *mark = mark_of(row->ops[kernel]);
	size_t change = column->change ? 1 + column->change : 0;
	enum ink ink = figure_ink(row->ops[kernel]);
	char cell[CELL];

	grid->blanks += GAP;
	figure_cell(row, kernel, cell);
	put_right(grid, ink, cell, column->width - change - column->marked);
	put(grid, ink, mark);
	grid->blanks += column->marked - strlen(mark);
	difference_cell(d, cell);
	put_right(grid, d ? change_ink(d) : INK_PLAIN, cell, change);
}

static void put_row(struct grid *grid, const struct table_row *row, size_t first, size_t end)
{
	size_t n = strlen(row->name);

	put(grid, INK_PLAIN, row->name);
	if (n > grid->names) {
		end_line(grid);
		n = 0;
	}
	grid->blanks = grid->names - n;
	put_kernel(grid, row, 0);
	for (size_t i = first; i < end; i++)
		put_kernel(grid, row, i);
	end_line(grid);
}

static void put_block(struct grid *grid, size_t first, size_t end)
{
	const struct table_row *last = NULL;

	put_head(grid, first, end);
	for (size_t i = 0; i < grid->rows->n; i++) {
		const struct table_row *row = &grid->rows->row[i];

		if (!last || row->family != last->family || strcmp(row->unit, last->unit))
			fprintf(grid->out, "%s%s (%s):%s\n", screen_on(grid->screen, INK_HEAD),
				family_name(row->family), row->unit,
				screen_off(grid->screen, INK_HEAD));
		put_row(grid, row, first, end);
		last = row;
	}
}

int table_print(FILE *out, const struct report_view *view, const struct table_rows *rows,
		const struct comparison *const *changes, const struct screen *screen,
		struct table_marks *marks)
{
	struct grid grid = {
		.out = out, .view = view, .rows = rows, .changes = changes, .screen = screen
	};
	size_t first = 1, used;

	grid.columns = calloc(view->n, sizeof(*grid.columns));
	if (!grid.columns)
		return -ENOMEM;
	measure(&grid, marks);
	choose_widths(&grid);
	do {
		size_t end = block_end(&grid, first, &used);

		if (first > 1)
			fputc('\n', out);
		put_block(&grid, first, end);
		first = end;
	} while (first < view->n);
	free(grid.columns);
	return 0;
}
