// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define CELL COMPARE_CELL

const char *change_word(const struct difference *d)
{
	bool time = !strcmp(d->unit, "ns") || !strcmp(d->unit, "insns");

	switch (d->change) {
	case CHANGE_WORSE:
		return time && d->cost == CHANGE_WORSE ? "slower" : "worse";
	case CHANGE_BETTER:
		return time && d->delta < 0 ? "faster" : "better";
	case CHANGE_UNSURE:
		return "unsure";
	case CHANGE_ONLY_OLD:
		return "only old";
	case CHANGE_ONLY_NEW:
		return "only new";
	case CHANGE_BROKEN:
		return "BROKEN";
	case CHANGE_REPAIRED:
		return "repaired";
	case CHANGE_NEITHER:
		return "neither";
	default:
		return "~";
	}
}

void comparison_verdict(FILE *out, const struct comparison *c)
{
	const size_t *count = c->count;
	const char *old = c->old->label, *new = c->new->label;
	bool same = !strcmp(old, new);

	fprintf(out,
		"%s%s%s%s against %s%s%s%s: %zu slower, %zu faster, %zu unchanged, %zu only in "
		"one, %zu too noisy to say",
		new, same ? " (" : "", same ? c->new->docs[0].path : "", same ? ")" : "", old,
		same ? " (" : "", same ? c->old->docs[0].path : "", same ? ")" : "",
		count[CHANGE_WORSE], count[CHANGE_BETTER], count[CHANGE_NONE],
		count[CHANGE_ONLY_OLD] + count[CHANGE_ONLY_NEW], count[CHANGE_UNSURE]);
	if (count[CHANGE_BROKEN])
		fprintf(out, ", %zu no longer work%s", count[CHANGE_BROKEN],
			count[CHANGE_BROKEN] == 1 ? "s" : "");
	if (count[CHANGE_REPAIRED])
		fprintf(out, ", %zu work%s again", count[CHANGE_REPAIRED],
			count[CHANGE_REPAIRED] == 1 ? "s" : "");
	verification_verdict(out, c);
	fputc('\n', out);
}

void value_cell(const struct side_op *op, char *cell)
{
	char value[32];

	if (!op) {
		snprintf(cell, CELL, "-");
	} else if (!op->boots) {
		snprintf(cell, CELL, "%s",
			 op->verdict == VERDICT_FAIL   ? "FAIL"
			 : op->verdict == VERDICT_SKIP ? "SKIP"
						       : "none");
	} else {
		figure_text(op->value, value, sizeof(value));
		snprintf(cell, CELL, "%s", value);
	}
}

/* Relative where the unit is not relative already. */
void change_cell(const struct difference *d, char *cell)
{
	bool points = !strcmp(d->unit, "%");
	double ratio = difference_ratio(d, d->delta);

	if (!d->old || !d->new || !d->old->boots || !d->new->boots || d->change == CHANGE_BROKEN)
		snprintf(cell, CELL, "%s", "");
	else if (d->change == CHANGE_NONE)
		snprintf(cell, CELL, "~");
	else if (points || isnan(ratio))
		snprintf(cell, CELL, "%+.2f [%+.2f, %+.2f]", d->delta, d->lo, d->hi);
	else
		snprintf(cell, CELL, "%+.1f %% [%+.1f, %+.1f]", 100 * ratio,
			 100 * difference_ratio(d, d->lo), 100 * difference_ratio(d, d->hi));
}

void p_cell(const struct difference *d, char *cell)
{
	if (!d->old || !d->new || !d->old->boots || !d->new->boots || d->change == CHANGE_BROKEN)
		snprintf(cell, CELL, "%s", "");
	else if (isnan(d->p))
		snprintf(cell, CELL, "exact");
	else
		snprintf(cell, CELL, "%.1g (%.1g)", d->p, d->q);
}

/* Columns: operation, unit, old; then of each new side its value, the change, and of a
 * single one p (q), verdict and remark. */
#define FIXED 3

struct grid {
	size_t columns, rows;
	char (*cells)[CELL];
	size_t *width;
};

static char *cell_of(const struct grid *grid, size_t row, size_t column)
{
	return grid->cells[row * grid->columns + column];
}

/* What a row of several new sides has to say beside figures: of each side without a column
 * of its own for verdicts. */
static bool has_remark(const struct difference *d)
{
	return d && (d->change == CHANGE_UNSURE || d->change == CHANGE_BROKEN ||
		     d->change == CHANGE_REPAIRED || (d->change != CHANGE_NONE && d->why[0]));
}

static void add_word(const struct difference *d, char *cell)
{
	size_t n = strlen(cell);

	snprintf(cell + n, CELL - n, "%s%s", n ? " " : "", change_word(d));
}

static void fill_row(const struct grid *grid, size_t at, const struct compare_row *row, size_t n)
{
	const struct difference *first = row->diffs[0];

	snprintf(cell_of(grid, at, 0), CELL, "%s", row->name);
	snprintf(cell_of(grid, at, 1), CELL, "%s", row->unit);
	value_cell(first ? first->old : NULL, cell_of(grid, at, 2));
	for (size_t i = 0; i < n; i++) {
		const struct difference *d = row->diffs[i];
		size_t column = FIXED + 2 * i;

		if (!d)
			continue;
		value_cell(d->new, cell_of(grid, at, column));
		change_cell(d, cell_of(grid, at, column + 1));
		/* An unsure change would look like another. */
		if (n > 1 && has_remark(d))
			add_word(d, cell_of(grid, at, column + 1));
	}
	if (n == 1) {
		p_cell(first, cell_of(grid, at, FIXED + 2));
		snprintf(cell_of(grid, at, FIXED + 3), CELL, "%s", change_word(first));
	}
}

static void fill_head(const struct grid *grid, const struct compare_view *view)
{
	snprintf(cell_of(grid, 0, 0), CELL, "operation");
	snprintf(cell_of(grid, 0, 1), CELL, "unit");
	snprintf(cell_of(grid, 0, 2), CELL, "%.40s", view->comparisons[0].old->label);
	for (size_t i = 0; i < view->n; i++) {
		snprintf(cell_of(grid, 0, FIXED + 2 * i), CELL, "%.40s",
			 view->comparisons[i].new->label);
		snprintf(cell_of(grid, 0, FIXED + 2 * i + 1), CELL, "change");
	}
	if (view->n == 1) {
		snprintf(cell_of(grid, 0, FIXED + 2), CELL, "p (q)");
		snprintf(cell_of(grid, 0, FIXED + 3), CELL, "verdict");
	}
}

static void print_grid(FILE *out, const struct grid *grid, const struct compare_row *rows, size_t n)
{
	size_t i, j;

	for (i = 0; i < grid->rows; i++)
		for (j = 0; j < grid->columns; j++)
			if (text_width(cell_of(grid, i, j)) > grid->width[j])
				grid->width[j] = text_width(cell_of(grid, i, j));
	for (i = 0; i < grid->rows; i++) {
		const char *why = i && n == 1 ? rows[i - 1].diffs[0]->why : "";

		for (j = 0; j < grid->columns; j++) {
			const char *cell = cell_of(grid, i, j);
			int pad = grid->width[j] - text_width(cell);
			/* Words to the left, figures to the right. */
			bool left = j < 2 || (n == 1 && j == grid->columns - 1);
			bool last = j + 1 == grid->columns;

			fprintf(out, "%s%*s%s%*s", j ? "  " : "", left ? 0 : pad, "", cell,
				left && !(last && !*why) ? pad : 0, "");
		}
		if (*why) {
			fputs("  ", out);
			print_text(out, why);
		}
		fputc('\n', out);
	}
}

/* Reasons, which have no room in the columns of several sides. */
static void print_remarks(FILE *out, const struct compare_view *view,
			  const struct compare_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < view->n; j++) {
			const struct difference *d = rows[i].diffs[j];

			if (!has_remark(d) || !d->why[0])
				continue;
			fprintf(out, "  %s: %s: %s: ", view->comparisons[j].new->label, d->name,
				change_word(d));
			print_text(out, d->why);
			fputc('\n', out);
		}
}

static void print_rows(FILE *out, const struct compare_view *view, const struct compare_row *rows,
		       size_t n)
{
	struct grid grid = { .columns = FIXED + 2 * view->n + (view->n == 1 ? 2 : 0),
			     .rows = n + 1 };

	grid.cells = calloc(grid.rows * grid.columns, CELL);
	grid.width = calloc(grid.columns, sizeof(*grid.width));
	if (grid.cells && grid.width) {
		fill_head(&grid, view);
		for (size_t i = 0; i < n; i++)
			fill_row(&grid, i + 1, &rows[i], view->n);
		print_grid(out, &grid, rows, view->n);
		if (view->n > 1)
			print_remarks(out, view, rows, n);
	} else {
		fputs("(no memory for the table)\n", out);
	}
	free(grid.cells);
	free(grid.width);
}

void comparison_table(FILE *out, const struct compare_view *view)
{
	struct compare_rows rows;

	if (comparison_rows(view, &rows))
		fputs("(no memory for the table)\n", out);
	else if (rows.n)
		print_rows(out, view, rows.row, rows.n);
	comparison_rows_free(&rows);
}
