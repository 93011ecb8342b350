// SPDX-License-Identifier: GPL-2.0-only
/* Makes the rows of a table of one or more comparisons, the worst first. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/rows.h"

/* What is unsure on every side weighs so much; what is more says something. */
#define UNSURE 1

static double impact(const struct difference *d)
{
	double ratio;

	if (!d)
		return -1;
	switch (d->change) {
	case CHANGE_BROKEN:
		return 1e300;
	case CHANGE_REPAIRED:
		return 1e3;
	case CHANGE_WORSE:
	case CHANGE_BETTER:
		/* The logarithm makes a factor and its inverse equally important. */
		ratio = d->new->value > 0 && d->old->value > 0
				? fabs(log(d->new->value / d->old->value))
				: 10;
		return 2 + ratio + (d->change == CHANGE_WORSE ? 1e6 : 0);
	case CHANGE_WAIVED:
		return 1e4;
	case CHANGE_UNSURE:
		return UNSURE;
	default:
		return 0;
	}
}

static int by_impact(const void *a, const void *b)
{
	const struct compare_row *x = a, *y = b;

	if (x->impact != y->impact)
		return x->impact < y->impact ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Collects the operations of the first comparison, and then those that only a later one has. */
static void collect(const struct compare_view *view, struct compare_rows *rows)
{
	size_t i, j, k;

	for (i = 0; i < view->n; i++)
		for (j = 0; j < view->comparisons[i].n; j++) {
			const struct difference *d = &view->comparisons[i].diffs[j];
			struct compare_row row = { d->name, d->unit,
						   rows->diffs + rows->n * view->n, -1 };

			for (k = 0; k < i && !comparison_find(&view->comparisons[k], d->name); k++)
				;
			if (k < i)
				continue;
			for (k = 0; k < view->n; k++) {
				row.diffs[k] = comparison_find(&view->comparisons[k], d->name);
				row.impact = fmax(row.impact, impact(row.diffs[k]));
			}
			if (row.impact > UNSURE || view->all || (view->unsure && row.impact > 0))
				rows->row[rows->n++] = row;
		}
}

int comparison_rows(const struct compare_view *view, struct compare_rows *rows)
{
	size_t i, total = 0;

	*rows = (struct compare_rows){};
	for (i = 0; i < view->n; i++)
		total += view->comparisons[i].n;
	rows->row = calloc(total + 1, sizeof(*rows->row));
	rows->diffs = calloc((total + 1) * (view->n + 1), sizeof(*rows->diffs));
	if (!rows->row || !rows->diffs) {
		comparison_rows_free(rows);
		return -ENOMEM;
	}
	collect(view, rows);
	qsort(rows->row, rows->n, sizeof(*rows->row), by_impact);
	return 0;
}

void comparison_rows_free(struct compare_rows *rows)
{
	free(rows->row);
	free(rows->diffs);
	*rows = (struct compare_rows){};
}
