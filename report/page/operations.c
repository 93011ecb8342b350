// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/family.h"
#include "report/compare/rows.h"
#include "report/compare/table.h"
#include "report/compare/view_text.h"
#include "report/formats/limit_ends.h"
#include "report/page/json.h"
#include "report/page/operations.h"

json_t *page_kinds(void)
{
	static const char *const kinds[CHANGES] = {
		[CHANGE_NONE] = "none",	      [CHANGE_WORSE] = "worse",
		[CHANGE_BETTER] = "better",   [CHANGE_UNSURE] = "unsure",
		[CHANGE_ONLY_OLD] = "old",    [CHANGE_ONLY_NEW] = "new",
		[CHANGE_BROKEN] = "broken",   [CHANGE_REPAIRED] = "repaired",
		[CHANGE_NEITHER] = "neither", [CHANGE_WAIVED] = "waived",
	};
	json_t *names = json_array();

	for (size_t i = 0; i < CHANGES; i++)
		json_array_append_new(names, page_text(kinds[i]));
	return names;
}

/* The page has the usual words for a change itself. */
static bool is_usual(const struct difference *d)
{
	const char *usual = d->change == CHANGE_WORSE	 ? "slower"
			    : d->change == CHANGE_BETTER ? "faster"
							 : NULL;

	return usual && !strcmp(change_word(d), usual);
}

/*
 * The text of the table of compare. Of a change in percent, which most are, it has only the numbers,
 * and the page makes the text of them.
 */
static json_t *cell_text(const struct difference *d)
{
	char cell[COMPARE_CELL], numbers[COMPARE_CELL];
	double by, lo, hi;

	change_cell(d, cell);
	if (sscanf(cell, "%lf %% [%lf, %lf]", &by, &lo, &hi) != 3 || !isfinite(by + lo + hi))
		return page_text(cell);
	snprintf(numbers, sizeof(numbers), "%.9g %.9g %.9g", by, lo, hi);
	return page_text(numbers);
}

/* Ten kernels have thousands of cells, so an unchanged one has no text and the page adds it. */
static json_t *change_json(const struct difference *d)
{
	bool none = d->change == CHANGE_NONE;
	json_t *change = none ? NULL : cell_text(d);

	if (change && !json_string_length(change)) {
		json_decref(change);
		change = NULL;
	}
	return json_pack("{s:i, s:o*, s:o*, s:o*}", "kind", d->change, "word",
			 none || is_usual(d) ? NULL : page_text(change_word(d)), "change", change,
			 "why", d->why[0] ? page_text(d->why) : NULL);
}

/* The change against the first side. */
static json_t *first_json(const struct difference *d)
{
	json_t *change = change_json(d);
	char p[COMPARE_CELL];

	p_cell(d, p);
	if (change && *p && strcmp(p, "exact"))
		json_object_set_new(change, "p", page_text(p));
	return change;
}

/*
 * The change from the previous kernel to this one, unless that is the first kernel.  If kernels in
 * between did not measure the operation, the change is from the last one that did.
 */
static json_t *step_json(struct report_view *view, size_t at, const char *name)
{
	struct step step;
	json_t *json = NULL;
	char err[256];
	int ret = view_step(view, at, name, &step, err, sizeof(err));

	if (ret == -EINVAL)
		json = json_pack("{s:s, s:s, s:o}", "kind", "unsure", "word", "not comparable",
				 "why", page_text(err));
	else if (!ret && step.difference && step.from)
		json = change_json(step.difference);
	if (json && step.from + 1 != at)
		json_object_set_new(json, "from", json_integer(step.from));
	return json;
}

static json_t *tail_json(const struct tail *tail)
{
	return json_pack("[o, o, o, o, o, I]", page_number(tail->p50), page_number(tail->p95),
			 page_number(tail->p99), page_number(tail->p999), page_number(tail->max),
			 (json_int_t)tail->count);
}

/* How many took 2^k to 2^(k+1) - 1, from the first power with any on: [k, count, ...]. */
static json_t *powers_json(const struct tail *tail)
{
	json_t *powers = json_array();
	unsigned int first = 0;
	int ret;

	while (first + 1 < tail->n_powers && !tail->powers[first])
		first++;
	ret = json_array_append_new(powers, json_integer(first));
	for (unsigned int i = first; i < tail->n_powers; i++)
		ret |= json_array_append_new(powers, json_integer(tail->powers[i]));
	if (!ret)
		return powers;
	json_decref(powers);
	return NULL;
}

/* Positions within the strip of rounds, which are these characters. */
static const char places[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
/* So many rounds are enough to see how they are spread. */
#define STRIP 40

/*
 * The rounds, sorted, as [lowest, highest, places of all from the one to the other]: a character
 * each, because ten kernels have tens of thousands of them.  NULL if all are equal.
 */
static json_t *strip_json(const struct side_op *op)
{
	size_t n = op->n_rounds < STRIP ? op->n_rounds : STRIP;
	double low, high;
	char text[STRIP + 1];

	if (n < 2)
		return NULL;
	low = op->rounds[0];
	high = op->rounds[op->n_rounds - 1];
	if (!(high > low))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		double round = op->rounds[i * (op->n_rounds - 1) / (n - 1)];

		text[i] = places[lround((round - low) / (high - low) * (sizeof(places) - 2))];
	}
	text[n] = '\0';
	return json_pack("[o, o, s]", page_value(low), page_value(high), text);
}

/* What the verifier says of the operation's own programs; NULL if nothing is known. */
static json_t *program_json(const struct program_cost *program)
{
	if (!program->n_rounds)
		return NULL;
	return json_pack("[i, I, I, o, o, o]", (int)program->programs,
			 (json_int_t)program->verified_insns, (json_int_t)program->jited_bytes,
			 page_number(program->verify_us), page_number(program->lo),
			 page_number(program->hi));
}

/* The ends of the limit that the figure was held against; NULL if it was not. */
static json_t *range_json(const struct result *result)
{
	double lo, hi;

	if (!limit_ends(result->limit, result->unit, &lo, &hi))
		return NULL;
	return json_pack("[o, o]", page_number(lo), page_number(hi));
}

/*
 * One boot, no errors and a quiet core are the default, and are left out.  cycle_ns is the
 * length of a core cycle by which the page makes cycles of the figures of the operation.
 */
static int add_figures(json_t *cell, const struct side_op *op, double cycle_ns)
{
	const struct result *r = op->result;
	json_t *figures =
		json_pack("{s:o, s:[o, o], s:o, s:o*, s:I, s:I, s:o*, s:o*, s:o*, s:o*, s:o*}",
			  "value", page_value(op->value), "ci", page_number(op->lo),
			  page_number(op->hi), "median", page_number(r->median), "quiet",
			  op->quiet < 1 ? page_number(round(100 * op->quiet) / 100) : NULL,
			  "rounds", (json_int_t)op->n_rounds, "runs", (json_int_t)op->runs, "boots",
			  op->boots > 1 ? json_integer(op->boots) : NULL, "errors",
			  op->errors ? json_integer(op->errors) : NULL, "strip", strip_json(op),
			  "program", program_json(&op->program), "range", range_json(r));
	int ret = figures ? json_object_update(cell, figures) : -1;

	json_decref(figures);
	if (!ret && op->imprecise)
		ret = json_object_set_new(cell, "imprecise", json_true());
	if (!ret && r->tail.count)
		ret = json_object_set_new(cell, "tail", tail_json(&r->tail));
	if (!ret && r->tail.n_powers)
		ret = json_object_set_new(cell, "powers", powers_json(&r->tail));
	if (!ret && op->cycle_ns > 0 && op->cycle_ns != cycle_ns)
		ret = json_object_set_new(cell, "cycles", page_number(op->value / op->cycle_ns));
	/* A figure in cycles is of an exclusive core, unless this says that it is not. */
	if (!ret && (op->cycle_ns > 0 ? op->core != RESULT_CORE_EXCLUSIVE : op->core))
		ret = json_object_set_new(cell, "core",
					  page_text(op->core ? result_core_name(op->core) : ""));
	if (!ret && r->note)
		ret = json_object_set_new(cell, "note",
					  json_pack("[o, f]", page_text(r->note), r->note_value));
	return ret;
}

/*
 * The difference to the first side with its interval, for the bars of the largest changes; NULL if
 * there is none.
 */
static json_t *by_json(const struct difference *d)
{
	if (d->change != CHANGE_WORSE && d->change != CHANGE_BETTER)
		return NULL;
	return json_pack("[o, o, o]", page_value(d->delta), page_value(d->lo), page_value(d->hi));
}

/* A row, and what all of its cells have in common. */
struct row {
	struct report_view *view;
	/* description is NULL if no file has one. */
	const char *name, *unit, *better, *description;
	/* By side, without the first; NULL for a single kernel. */
	const struct difference *const *diffs;
	/* The length of a core cycle that the first side with one assumes; 0 for none. */
	double cycle_ns;
};

/* The operation on one kernel; null if the kernel does not have it. */
static json_t *cell_json(const struct row *row, size_t at)
{
	const struct side_op *op = side_find(&row->view->sides[at], row->name);
	const struct difference *d = at && row->diffs ? row->diffs[at - 1] : NULL;
	json_t *cell, *step, *by;
	int ret = 0;

	if (!op && !d)
		return json_null();
	cell = json_object();
	if (op)
		ret = json_object_set_new(cell, "verdict", page_text(verdict_name(op->verdict)));
	if (op && op->reason)
		ret |= json_object_set_new(cell, "reason", page_text(op->reason));
	if (op && op->result->limit)
		ret |= json_object_set_new(cell, "limit", page_text(op->result->limit));
	if (op && op->boots)
		ret |= add_figures(cell, op, row->cycle_ns);
	if (d)
		ret |= json_object_set_new(cell, "change", first_json(d));
	by = d && at + 1 == row->view->n ? by_json(d) : NULL;
	if (by)
		ret |= json_object_set_new(cell, "by", by);
	step = at > 1 ? step_json(row->view, at, row->name) : NULL;
	if (step)
		ret |= json_object_set_new(cell, "step", step);
	if (!ret)
		return cell;
	json_decref(cell);
	return NULL;
}

static void find_common(struct row *row)
{
	bool measured = false;

	row->unit = "";
	row->better = "lower";
	for (size_t i = 0; i < row->view->n; i++) {
		const struct side_op *op = side_find(&row->view->sides[i], row->name);

		/* A side that did not measure the operation does not know its unit. */
		if (op && (!*row->unit || (op->boots && !measured))) {
			row->unit = op->result->unit;
			row->better = op->result->lower_is_better ? "lower" : "higher";
			measured = op->boots > 0;
		}
		if (op && !row->description)
			row->description = op->result->description;
		if (op && op->boots && !(row->cycle_ns > 0))
			row->cycle_ns = op->cycle_ns;
	}
}

/* The operations, and an array of the cells of each. */
struct rows {
	json_t *operations, *cells;
};

static int add_row(struct rows *rows, struct report_view *view, const char *name,
		   const struct difference *const *diffs)
{
	struct row row = { .view = view, .name = name, .diffs = diffs };
	json_t *cells = json_array();
	int ret = 0;

	find_common(&row);
	for (size_t i = 0; i < view->n; i++)
		ret |= json_array_append_new(cells, cell_json(&row, i));
	ret |= json_array_append_new(rows->cells, cells);
	return ret | json_array_append_new(
			     rows->operations,
			     json_pack("{s:o, s:I, s:o, s:s, s:o*, s:o*}", "name", page_text(name),
				       "family", (json_int_t)family_of(name), "unit",
				       page_text(row.unit), "better", row.better, "description",
				       row.description ? page_text(row.description) : NULL, "cycle",
				       row.cycle_ns > 0 ? json_real(row.cycle_ns) : NULL));
}

/* Adds the operations of a single kernel, sorted by verdict. */
static int add_side(struct rows *rows, struct report_view *view)
{
	const struct side *side = view->sides;
	int ret = 0;

	for (size_t v = 0; v < VERDICTS; v++)
		for (size_t i = 0; i < side->n_ops; i++) {
			const char *name = side->ops[i].result->name;

			if (side->ops[i].verdict == worst_verdicts[v] &&
			    compare_wants(view->options, name))
				ret |= add_row(rows, view, name, NULL);
		}
	return ret;
}

static int add_comparisons(struct rows *rows, struct report_view *view)
{
	const struct compare_view all = { .comparisons = view->comparisons,
					  .n = view->n - 1,
					  .all = true };
	struct compare_rows compared;
	int ret = comparison_rows(&all, &compared);

	if (ret)
		return ret;
	for (size_t i = 0; i < compared.n; i++)
		ret |= add_row(rows, view, compared.row[i].name, compared.row[i].diffs);
	comparison_rows_free(&compared);
	return ret;
}

json_t *page_operations(struct report_view *view, json_t *cells)
{
	struct rows rows = { .operations = json_array(), .cells = cells };

	if (!(view->n > 1 ? add_comparisons(&rows, view) : add_side(&rows, view)))
		return rows.operations;
	json_decref(rows.operations);
	return NULL;
}
