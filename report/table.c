// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define CELL 48

/* The cells of one row, and how it is sorted. */
struct row {
	/* One for each new side; NULL where neither has it. */
	const struct difference **diffs;
	double impact;
};

const char *change_word(const struct difference *d)
{
	bool time = !strcmp(d->unit, "ns") || !strcmp(d->unit, "insns");

	switch (d->change) {
	case CHANGE_WORSE:
		return time && d->delta > 0 ? "slower" : "worse";
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
	fputc('\n', out);
}

static double impact(const struct difference *d)
{
	double ratio;

	if (!d)
		return -1;
	switch (d->change) {
	case CHANGE_BROKEN:
		return 1e300;
	case CHANGE_REPAIRED:
		return 1e299;
	case CHANGE_WORSE:
	case CHANGE_BETTER:
		/* A factor and its inverse matter alike. */
		ratio = d->new->value > 0 && d->old->value > 0
				? fabs(log(d->new->value / d->old->value))
				: 10;
		return 2 + ratio + (d->change == CHANGE_WORSE ? 1e6 : 0);
	case CHANGE_UNSURE:
		return 1;
	default:
		return 0;
	}
}

static int by_impact(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->impact != y->impact)
		return x->impact < y->impact ? 1 : -1;
	return strcmp(x->diffs[0]->name, y->diffs[0]->name);
}

static void value_cell(const struct side_op *op, char *cell)
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
static void change_cell(const struct difference *d, char *cell)
{
	bool points = !strcmp(d->unit, "%");
	double ratio = difference_ratio(d, d->delta);

	if (!d->old || !d->new || !d->old->boots || !d->new->boots)
		snprintf(cell, CELL, "%s", "");
	else if (d->change == CHANGE_NONE)
		snprintf(cell, CELL, "~");
	else if (points || isnan(ratio))
		snprintf(cell, CELL, "%+.2f [%+.2f, %+.2f]", d->delta, d->lo, d->hi);
	else
		snprintf(cell, CELL, "%+.1f %% [%+.1f, %+.1f]", 100 * ratio,
			 100 * difference_ratio(d, d->lo), 100 * difference_ratio(d, d->hi));
}

static void p_cell(const struct difference *d, char *cell)
{
	if (!d->old || !d->new || !d->old->boots || !d->new->boots)
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

static void fill_row(const struct grid *grid, size_t at, const struct row *row, size_t n)
{
	const struct difference *first = row->diffs[0];

	snprintf(cell_of(grid, at, 0), CELL, "%s", first->name);
	snprintf(cell_of(grid, at, 1), CELL, "%s", first->unit);
	value_cell(first->old, cell_of(grid, at, 2));
	for (size_t i = 0; i < n; i++) {
		const struct difference *d = row->diffs[i];
		size_t column = FIXED + 2 * i;

		if (!d)
			continue;
		value_cell(d->new, cell_of(grid, at, column));
		change_cell(d, cell_of(grid, at, column + 1));
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

static void print_grid(FILE *out, const struct grid *grid, const struct row *rows, size_t n)
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

static void print_rows(FILE *out, const struct compare_view *view, const struct row *rows, size_t n)
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
	} else {
		fputs("(no memory for the table)\n", out);
	}
	free(grid.cells);
	free(grid.width);
}

static const struct difference *find(const struct comparison *c, const char *name)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(c->diffs[middle].name, name);

		if (!order)
			return &c->diffs[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Operations of the first comparison, then what only a later one has. */
static size_t collect(const struct compare_view *view, struct row *rows,
		      const struct difference **diffs)
{
	size_t i, j, k, n = 0;

	for (i = 0; i < view->n; i++)
		for (j = 0; j < view->comparisons[i].n; j++) {
			const struct difference *d = &view->comparisons[i].diffs[j];
			struct row row = { .diffs = diffs + n * view->n, .impact = -1 };

			for (k = 0; k < i && !find(&view->comparisons[k], d->name); k++)
				;
			if (k < i)
				continue;
			for (k = 0; k < view->n; k++) {
				row.diffs[k] = find(&view->comparisons[k], d->name);
				row.impact = fmax(row.impact, impact(row.diffs[k]));
			}
			/* One has to have a name. */
			if (!row.diffs[0])
				row.diffs[0] = d;
			if (row.impact > 0 || view->all)
				rows[n++] = row;
		}
	return n;
}

void comparison_table(FILE *out, const struct compare_view *view)
{
	const struct difference **diffs;
	struct row *rows;
	size_t i, total = 0, n;

	for (i = 0; i < view->n; i++)
		total += view->comparisons[i].n;
	rows = calloc(total + 1, sizeof(*rows));
	diffs = calloc((total + 1) * view->n, sizeof(*diffs));
	if (rows && diffs) {
		n = collect(view, rows, diffs);
		qsort(rows, n, sizeof(*rows), by_impact);
		if (n)
			print_rows(out, view, rows, n);
	} else {
		fputs("(no memory for the table)\n", out);
	}
	free(rows);
	free(diffs);
}
