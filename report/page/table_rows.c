// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/family.h"
#include "bench/result/unit.h"
#include "report/compare/counted.h"
#include "report/page/table_rows.h"

static int by_family(const void *a, const void *b)
{
	const struct table_row *x = a, *y = b;
	const struct unit *unit = unit_find(x->unit), *other = unit_find(y->unit);

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	/* Each unit has a heading, so that no row has to say its unit. */
	if (unit != other)
		return unit < other ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Fills the row of an operation.  Returns true if every kernel that has it skips it. */
static bool fill(const struct report_view *view, const struct result *result, struct table_row *row)
{
	bool measured = false, skipped = true;

	row->name = result->name;
	row->unit = result->unit;
	row->family = family_of(result->name);
	for (size_t i = 0; i < view->n; i++) {
		const struct side_op *op = side_find(&view->sides[i], result->name);

		row->ops[i] = op;
		skipped &= !op || (!op->boots && op->verdict == VERDICT_SKIP);
		if (op && op->boots && !measured)
			row->unit = op->result->unit;
		measured |= op && op->boots;
	}
	return skipped;
}

static bool in_earlier_side(const struct report_view *view, size_t side, const char *name)
{
	while (side)
		if (side_find(&view->sides[--side], name))
			return true;
	return false;
}

/* The counted instructions are figures beside others, and have no row. */
static bool wanted(const struct report_view *view, const struct result *result)
{
	return !is_counted(result) && compare_wants(view->options, result->name);
}

int table_rows_make(const struct report_view *view, bool all, struct table_rows *rows)
{
	size_t total = 0;

	*rows = (struct table_rows){};
	for (size_t i = 0; i < view->n; i++)
		total += view->sides[i].n_ops;
	rows->row = calloc(total + 1, sizeof(*rows->row));
	rows->ops = calloc((total + 1) * (view->n + 1), sizeof(*rows->ops));
	if (!rows->row || !rows->ops)
		return -ENOMEM;
	for (size_t i = 0; i < view->n; i++)
		for (size_t j = 0; j < view->sides[i].n_ops; j++) {
			const struct result *result = view->sides[i].ops[j].result;
			struct table_row row = { .ops = rows->ops + rows->n * view->n };
			bool skipped;

			if (!wanted(view, result) || in_earlier_side(view, i, result->name))
				continue;
			skipped = fill(view, result, &row);
			rows->skipped += skipped;
			if (all || !skipped)
				rows->row[rows->n++] = row;
		}
	qsort(rows->row, rows->n, sizeof(*rows->row), by_family);
	return 0;
}

void table_rows_free(struct table_rows *rows)
{
	free(rows->row);
	free(rows->ops);
	*rows = (struct table_rows){};
}
