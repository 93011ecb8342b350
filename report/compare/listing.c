// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/family.h"
#include "report/compare/listing.h"
#include "report/compare/rows.h"
#include "report/compare/table.h"
#include "report/compare/why.h"
#include "report/text/text.h"

#define CELL COMPARE_CELL
/* Blanks between two columns, and before what has a line of its own. */
#define GAP 2
#define INDENT 4
/* A longer label does not stand above a column of figures. */
#define LABEL 12
/* Columns before those of the new sides: operation, unit, old. */
#define FIXED 3

/* How much is shown of each operation. */
enum detail { DETAIL_SHORT, DETAIL_FULL };

/* A row, and where it belongs. */
struct placed {
	const struct compare_row *row;
	size_t family;
	/* That of the family's worst row. */
	double weight;
};

struct grid {
	const struct compare_view *view;
	const struct screen *screen;
	enum detail detail;
	const struct placed *placed;
	/* Number of the view's first side among all new sides. */
	size_t first;
	size_t n, columns;
	/* The heads of the columns, and then the cells of each row. */
	char (*cells)[CELL];
	size_t *width;
};

static int by_family(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	/* Rows of one array, which has the worst row first. */
	return x->row < y->row ? -1 : 1;
}

/* Returns NULL if out of memory; the caller frees it. */
static struct placed *place(const struct compare_rows *rows)
{
	struct placed *placed = calloc(rows->n + 1, sizeof(*placed));
	double *weight = calloc(family_count(), sizeof(*weight));

	for (size_t i = 0; placed && weight && i < rows->n; i++) {
		size_t family = family_of(rows->row[i].name);

		placed[i] = (struct placed){ .row = &rows->row[i], .family = family };
		weight[family] = fmax(weight[family], rows->row[i].impact);
	}
	for (size_t i = 0; placed && weight && i < rows->n; i++)
		placed[i].weight = weight[placed[i].family];
	if (!weight) {
		free(placed);
		placed = NULL;
	}
	free(weight);
	if (placed)
		qsort(placed, rows->n, sizeof(*placed), by_family);
	return placed;
}

static char *cell_of(const struct grid *grid, size_t row, size_t column)
{
	return grid->cells[row * grid->columns + column];
}

/* True if a side needs a word beside its figures, because there is no column for verdicts. */
static bool has_remark(const struct difference *d)
{
	return d && (d->change == CHANGE_UNSURE || d->change == CHANGE_BROKEN ||
		     d->change == CHANGE_REPAIRED || d->change == CHANGE_WAIVED ||
		     (d->change != CHANGE_NONE && d->why[0]));
}

static void add_word(const struct difference *d, char *cell)
{
	size_t n = strlen(cell);

	snprintf(cell + n, CELL - n, "%s%s", n ? " " : "", change_word(d));
}

static void fill_row(const struct grid *grid, size_t at)
{
	const struct compare_row *row = grid->placed[at - 1].row;
	const struct difference *first = row->diffs[0];
	size_t n = grid->view->n, last = grid->columns - 1;

	snprintf(cell_of(grid, at, 1), CELL, "%s", row->unit);
	value_cell(first ? first->old : NULL, cell_of(grid, at, 2));
	for (size_t i = 0; i < n; i++) {
		const struct difference *d = row->diffs[i];
		char *change = cell_of(grid, at, FIXED + 2 * i + 1);

		if (!d)
			continue;
		value_cell(d->new, cell_of(grid, at, FIXED + 2 * i));
		if (grid->detail == DETAIL_FULL)
			change_cell(d, change);
		else
			change_short(d, change);
		/* Without a word an unsure change would look like a certain one. */
		if (n > 1 && has_remark(d))
			add_word(d, change);
	}
	if (n > 1)
		return;
	if (grid->detail == DETAIL_FULL)
		p_cell(first, cell_of(grid, at, last - 1));
	snprintf(cell_of(grid, at, last), CELL, "%s", change_word(first));
}

/* A long label would widen its column: the first line has it. */
static void head(const struct grid *grid, size_t column, const char *label, const char *instead)
{
	bool fits = grid->detail == DETAIL_FULL || grid->view->n > 1 || text_width(label) <= LABEL;

	snprintf(cell_of(grid, 0, column), CELL, "%.40s", fits ? label : instead);
}

static void fill_head(const struct grid *grid)
{
	const struct compare_view *view = grid->view;
	size_t last = grid->columns - 1;

	snprintf(cell_of(grid, 0, 0), CELL, "operation");
	snprintf(cell_of(grid, 0, 1), CELL, "unit");
	head(grid, 2, view->comparisons[0].old->label, "old");
	for (size_t i = 0; i < view->n; i++) {
		head(grid, FIXED + 2 * i, view->comparisons[i].new->label, "new");
		snprintf(cell_of(grid, 0, FIXED + 2 * i + 1), CELL, "change");
	}
	if (view->n == 1 && grid->detail == DETAIL_FULL)
		snprintf(cell_of(grid, 0, last - 1), CELL, "p (q)");
	if (view->n == 1)
		snprintf(cell_of(grid, 0, last), CELL, "verdict");
}

/* Returns the columns that the cells take; the width of names is that of the longest one. */
static size_t measure(const struct grid *grid)
{
	size_t total = GAP * (grid->columns - 1);

	for (size_t i = 0; i < grid->n; i++)
		grid->width[0] = fmax(grid->width[0], strlen(grid->placed[i].row->name));
	for (size_t i = 0; i <= grid->n; i++)
		for (size_t j = 0; j < grid->columns; j++)
			grid->width[j] = fmax(grid->width[j], text_width(cell_of(grid, i, j)));
	for (size_t j = 0; j < grid->columns; j++)
		total += grid->width[j];
	return total;
}

/* The ink of a cell: changes and verdicts have one, figures have none. */
static enum ink cell_ink(const struct grid *grid, size_t at, size_t column)
{
	const struct compare_row *row = at ? grid->placed[at - 1].row : NULL;
	size_t side = (column - FIXED) / 2;

	if (!row || column <= FIXED || (column - FIXED) % 2 == 0)
		return row && column + 1 == grid->columns && grid->view->n == 1
			       ? change_ink(row->diffs[0])
			       : INK_PLAIN;
	return change_ink(row->diffs[side < grid->view->n ? side : 0]);
}

/* True if there is room for the reason behind the row. */
static bool why_fits(const struct grid *grid, const char *why)
{
	size_t used = GAP * (grid->columns - 1);

	for (size_t j = 0; j < grid->columns; j++)
		used += grid->width[j];
	return !grid->screen->width || used + GAP + strlen(why) <= grid->screen->width;
}

/* Prints the reason behind the row if it fits there, else below. */
static void print_why(FILE *out, const struct grid *grid, const char *why)
{
	if (why_fits(grid, why)) {
		fprintf(out, "%*s", GAP, "");
		print_text(out, why);
		return;
	}
	fprintf(out, "\n%*s", INDENT, "");
	screen_wrap(out, why, grid->screen->terminal ? grid->screen->width : 0, INDENT);
}

/* Prints a name and, if it takes more than its column, ends the line. */
static void print_name(FILE *out, const struct grid *grid, const char *name)
{
	fputs(name, out);
	if (strlen(name) > grid->width[0])
		fprintf(out, "\n%*s", (int)grid->width[0], "");
	else
		fprintf(out, "%*s", (int)(grid->width[0] - strlen(name)), "");
}

static void print_row(FILE *out, const struct grid *grid, size_t at)
{
	const struct compare_row *row = at ? grid->placed[at - 1].row : NULL;
	const char *why = row && grid->view->n == 1 ? row->diffs[0]->why : "";
	bool behind = *why && why_fits(grid, why);

	print_name(out, grid, row ? row->name : cell_of(grid, 0, 0));
	for (size_t j = 1; j < grid->columns; j++) {
		const char *cell = cell_of(grid, at, j);
		enum ink ink = cell_ink(grid, at, j);
		int pad = grid->width[j] - text_width(cell);
		/* Words are aligned to the left and figures to the right. */
		bool left = j == 1 || (grid->view->n == 1 && j + 1 == grid->columns);
		bool last = j + 1 == grid->columns;

		fprintf(out, "%*s%*s%s%s%s", GAP, "", left ? 0 : pad, "",
			screen_on(grid->screen, ink), cell, screen_off(grid->screen, ink));
		if (left && (!last || behind))
			fprintf(out, "%*s", pad, "");
	}
	if (*why)
		print_why(out, grid, why);
	fputc('\n', out);
}

/* Prints the functions of a row, which has no room for them. */
static void print_functions(FILE *out, const struct grid *grid, const struct compare_row *row)
{
	const struct compare_view *view = grid->view;

	for (size_t i = 0; view->why && i < view->n; i++) {
		char *line = row->diffs[i] ? why_line(view->why, grid->first + i, row->name) : NULL;

		if (line && *line) {
			fputs("  ", out);
			if (view->n > 1)
				fprintf(out, "%s: ", view->comparisons[i].new->label);
			fprintf(out, "%s\n", line);
		}
		free(line);
	}
}

static void print_grid(FILE *out, const struct grid *grid)
{
	size_t family = family_count();

	print_row(out, grid, 0);
	for (size_t i = 0; i < grid->n; i++) {
		if (grid->placed[i].family != family) {
			family = grid->placed[i].family;
			fprintf(out, "%s%s:%s\n", screen_on(grid->screen, INK_HEAD),
				family_name(family), screen_off(grid->screen, INK_HEAD));
		}
		print_row(out, grid, i + 1);
		print_functions(out, grid, grid->placed[i].row);
	}
}

/* Prints the reasons below the table, because columns of several sides have no room for them. */
static void print_remarks(FILE *out, const struct grid *grid)
{
	const struct compare_view *view = grid->view;

	for (size_t i = 0; i < grid->n; i++)
		for (size_t j = 0; j < view->n; j++) {
			const struct difference *d = grid->placed[i].row->diffs[j];
			char line[sizeof(d->why) + 512];

			if (!has_remark(d) || !d->why[0])
				continue;
			snprintf(line, sizeof(line), "%s: %s: %s: %s",
				 view->comparisons[j].new->label, d->name, change_word(d), d->why);
			fputs("  ", out);
			screen_wrap(out, line, grid->screen->terminal ? grid->screen->width : 0, 2);
			fputc('\n', out);
		}
}

/* The columns of figures take what they need, and names what is left. */
static void narrow(const struct grid *grid, size_t total)
{
	size_t width = grid->screen->width, figures = total - grid->width[0];

	if (width && total > width)
		grid->width[0] = width > figures + LABEL ? width - figures : LABEL;
}

/* Prints the rows with this detail. Returns false, with nothing printed, if they do not fit and
 * need not be printed. */
static bool print_rows(FILE *out, struct grid *grid, bool must)
{
	size_t total;
	bool fits;

	grid->columns = FIXED + 2 * grid->view->n;
	if (grid->view->n == 1)
		grid->columns += grid->detail == DETAIL_FULL ? 2 : 1;
	grid->cells = calloc((grid->n + 1) * grid->columns, CELL);
	grid->width = calloc(grid->columns, sizeof(*grid->width));
	if (grid->cells && grid->width) {
		fill_head(grid);
		for (size_t i = 1; i <= grid->n; i++)
			fill_row(grid, i);
		total = measure(grid);
		fits = must || !grid->screen->width || total <= grid->screen->width;
		if (fits) {
			if (grid->detail == DETAIL_SHORT)
				narrow(grid, total);
			print_grid(out, grid);
			if (grid->view->n > 1)
				print_remarks(out, grid);
		}
	} else {
		fputs("out of memory: the table is missing\n", out);
		fits = true;
	}
	free(grid->cells);
	free(grid->width);
	return fits;
}

/* Prints the sides from this one on. Returns false if they do not fit beside each other. */
static bool list_sides(FILE *out, const struct compare_view *view, size_t first,
		       const struct screen *screen, bool verbose)
{
	struct grid grid = { .view = view, .screen = screen, .first = first };
	struct compare_rows rows;
	struct placed *placed;
	bool printed = true;

	if (comparison_rows(view, &rows) || !(placed = place(&rows))) {
		fputs("out of memory: the table is missing\n", out);
		comparison_rows_free(&rows);
		return true;
	}
	grid.placed = placed;
	grid.n = rows.n;
	grid.detail = DETAIL_FULL;
	if (rows.n && !print_rows(out, &grid, verbose)) {
		grid.detail = DETAIL_SHORT;
		printed = print_rows(out, &grid, view->n == 1);
	}
	free(placed);
	comparison_rows_free(&rows);
	return printed;
}

void comparison_listing(FILE *out, const struct compare_view *view, const struct screen *screen,
			bool verbose)
{
	if (list_sides(out, view, 0, screen, verbose))
		return;
	/* One table after the other. */
	for (size_t i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];
		struct compare_view one = *view;

		one.comparisons = c;
		one.n = 1;
		fprintf(out, "%s%s%s against %s%s\n", i ? "\n" : "", screen_on(screen, INK_HEAD),
			c->new->label, c->old->label, screen_off(screen, INK_HEAD));
		list_sides(out, &one, i, screen, false);
	}
}
