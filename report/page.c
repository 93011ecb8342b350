// SPDX-License-Identifier: GPL-2.0-only
/* What the html page shows, as JSON; report/html/ shows it. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/claims.h"
#include "report/report.h"

/* Null for nothing; paths may be no UTF-8, which JSON has to be. */
static json_t *text(const char *what)
{
	json_t *json = what ? json_string(what) : json_null();
	char *plain;

	if (json)
		return json;
	plain = strdup(what);
	if (!plain)
		return NULL;
	for (char *c = plain; *c; c++)
		if ((unsigned char)*c > '~')
			*c = '?';
	json = json_string(plain);
	free(plain);
	return json;
}

/* Null where there is no number. */
static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *take(char *what)
{
	json_t *json = text(what ? what : "");

	free(what);
	return json;
}

static const char *change_kind(enum change change)
{
	static const char *const kinds[CHANGES] = {
		[CHANGE_NONE] = "none",	      [CHANGE_WORSE] = "worse",
		[CHANGE_BETTER] = "better",   [CHANGE_UNSURE] = "unsure",
		[CHANGE_ONLY_OLD] = "old",    [CHANGE_ONLY_NEW] = "new",
		[CHANGE_BROKEN] = "broken",   [CHANGE_REPAIRED] = "repaired",
		[CHANGE_NEITHER] = "neither",
	};

	return kinds[change];
}

/* The text is that of compare's table; of what did not change there is none.  Of ten
 * kernels there are thousands of these: what the page can add itself is left out. */
static json_t *change_json(const struct difference *d)
{
	bool none = d->change == CHANGE_NONE;
	char cell[COMPARE_CELL];

	change_cell(d, cell);
	return json_pack("{s:s, s:o*, s:o*, s:o*}", "kind", change_kind(d->change), "word",
			 none ? NULL : text(change_word(d)), "change",
			 none || !*cell ? NULL : text(cell), "why",
			 d->why[0] ? text(d->why) : NULL);
}

/* Against the first side. */
static json_t *first_json(const struct difference *d)
{
	json_t *change = change_json(d);
	char p[COMPARE_CELL];

	p_cell(d, p);
	if (change && *p)
		json_object_set_new(change, "p", text(p));
	return change;
}

/* The way from the kernel before to this one, where it is not that from the first: of an
 * operation that one of those between does not measure, from the last that does. */
static json_t *step_json(struct report_view *view, size_t at, const char *name)
{
	struct step step;
	json_t *json = NULL;
	char err[256];
	int ret = view_step(view, at, name, &step, err, sizeof(err));

	if (ret == -EINVAL)
		json = json_pack("{s:s, s:s, s:o}", "kind", "unsure", "word", "not comparable",
				 "why", text(err));
	else if (!ret && step.difference && step.from)
		json = change_json(step.difference);
	if (json && step.from + 1 != at)
		json_object_set_new(json, "from", json_integer(step.from));
	return json;
}

static json_t *tail_json(const struct tail *tail)
{
	return json_pack("[f, f, f, f, f, I]", tail->p50, tail->p95, tail->p99, tail->p999,
			 tail->max, (json_int_t)tail->count);
}

/* One boot and no errors go without saying. */
static int add_figures(json_t *cell, const struct side_op *op)
{
	const struct result *r = op->result;
	json_t *boots = op->boots > 1 ? json_integer(op->boots) : NULL;
	json_t *errors = op->errors ? json_integer(op->errors) : NULL;
	json_t *figures = json_pack(
		"{s:o, s:[o, o], s:o, s:o, s:I, s:I, s:o*, s:o*}", "value", number(op->value), "ci",
		number(op->lo), number(op->hi), "median", number(r->median), "quiet",
		number(round(1000 * op->quiet) / 1000), "rounds", (json_int_t)op->n_rounds, "runs",
		(json_int_t)op->runs, "boots", boots, "errors", errors);
	int ret = figures ? json_object_update(cell, figures) : -1;

	json_decref(figures);
	if (!ret && op->imprecise)
		ret = json_object_set_new(cell, "imprecise", json_true());
	if (!ret && r->tail.count)
		ret = json_object_set_new(cell, "tail", tail_json(&r->tail));
	if (!ret && op->cycle_ns > 0)
		ret = json_object_set_new(cell, "cycles", number(op->value / op->cycle_ns));
	if (!ret && op->core)
		ret = json_object_set_new(cell, "core", json_string(result_core_name(op->core)));
	if (!ret && r->note)
		ret = json_object_set_new(cell, "note",
					  json_pack("[o, f]", text(r->note), r->note_value));
	return ret;
}

/* An operation on one kernel; null where that has no such operation. */
static json_t *cell_json(const struct side_op *op, const struct difference *d)
{
	json_t *cell;
	int ret = 0;

	if (!op && !d)
		return json_null();
	cell = json_object();
	if (op)
		ret = json_object_set_new(cell, "verdict", text(verdict_name(op->verdict)));
	if (op && op->reason)
		ret |= json_object_set_new(cell, "reason", text(op->reason));
	if (op && op->result->limit)
		ret |= json_object_set_new(cell, "limit", text(op->result->limit));
	if (op && op->boots)
		ret |= add_figures(cell, op);
	if (d)
		ret |= json_object_set_new(cell, "change", first_json(d));
	if (!ret)
		return cell;
	json_decref(cell);
	return NULL;
}

static json_t *with_step(json_t *cell, struct report_view *view, size_t at, const char *name)
{
	json_t *step = at > 1 && json_is_object(cell) ? step_json(view, at, name) : NULL;

	if (step)
		json_object_set_new(cell, "step", step);
	return cell;
}

static json_t *row_json(struct report_view *view, const char *name,
			const struct difference *const *diffs)
{
	json_t *cells = json_array();
	const char *unit = "", *better = "lower";
	bool measured = false;
	int ret = 0;

	for (size_t i = 0; i < view->n; i++) {
		const struct side_op *op = side_find(&view->sides[i], name);

		/* What did not measure it does not know its unit. */
		if (op && (!*unit || (op->boots && !measured))) {
			unit = op->result->unit;
			better = op->result->lower_is_better ? "lower" : "higher";
			measured = op->boots > 0;
		}
		ret |= json_array_append_new(
			cells,
			with_step(cell_json(op, i && diffs ? diffs[i - 1] : NULL), view, i, name));
	}
	if (!ret)
		return json_pack("{s:o, s:o, s:s, s:o}", "name", text(name), "unit", text(unit),
				 "better", better, "cells", cells);
	json_decref(cells);
	return NULL;
}

/* Of a single kernel, by verdict. */
static int add_side(json_t *list, struct report_view *view)
{
	const struct side *side = view->sides;
	int ret = 0;

	for (size_t v = 0; v < VERDICTS; v++)
		for (size_t i = 0; i < side->n_ops; i++) {
			const char *name = side->ops[i].result->name;

			if (side->ops[i].verdict == worst_verdicts[v] &&
			    compare_wants(view->options, name))
				ret |= json_array_append_new(list, row_json(view, name, NULL));
		}
	return ret;
}

static int add_comparisons(json_t *list, struct report_view *view)
{
	const struct compare_view all = { view->comparisons, view->n - 1, true };
	struct compare_rows rows;
	int ret = comparison_rows(&all, &rows);

	if (ret)
		return ret;
	for (size_t i = 0; i < rows.n; i++)
		ret |= json_array_append_new(list,
					     row_json(view, rows.row[i].name, rows.row[i].diffs));
	comparison_rows_free(&rows);
	return ret;
}

/* The worst first. */
static json_t *rows_json(struct report_view *view)
{
	json_t *list = json_array();

	if (!(view->n > 1 ? add_comparisons(list, view) : add_side(list, view)))
		return list;
	json_decref(list);
	return NULL;
}

static json_t *files_json(const struct side *side)
{
	json_t *files = json_array();

	for (size_t i = 0; i < side->n_docs; i++)
		json_array_append_new(files, json_pack("{s:o, s:O, s:o*}", "path",
						       text(side->docs[i].path), "run",
						       side->docs[i].run, "repeated",
						       side->repeated[i] ? json_true() : NULL));
	return files;
}

static json_t *against_json(const struct comparison *comparison)
{
	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:I}", "worse", comparison_worse(comparison),
			 "verdict", take(verdict_text(comparison)), "environment",
			 take(environment_text(comparison, false)), "means",
			 take(means_text(comparison)), "verification",
			 verification_json(comparison), "too_few", (json_int_t)comparison->too_few);
}

/* Against the one before, where that is not the first; NULL where it is. */
static json_t *before_json(struct report_view *view, size_t at)
{
	const struct comparison *pair;
	char err[512];
	int ret;

	if (at < 2)
		return NULL;
	ret = view_pair(view, at - 1, at, &pair, err, sizeof(err));
	return json_pack("{s:b, s:o}", "worse", ret || comparison_worse(pair), "verdict",
			 ret ? text(err) : take(verdict_text(pair)));
}

static json_t *kernel_json(struct report_view *view, size_t at)
{
	const struct side *side = &view->sides[at];
	json_int_t failed = side_count(side, VERDICT_FAIL, view->options);
	json_int_t undecided = side_count(side, VERDICT_UNDECIDED, view->options);
	char label[2 * sizeof(side->label)];

	view_label(view, at, label, sizeof(label));
	return json_pack("{s:o, s:o, s:O, s:o, s:o, s:I, s:I, s:o*, s:o*}", "label", text(label),
			 "unit", text(side_unit(side)), "environment", side->docs[0].environment,
			 "files", files_json(side), "summary", take(side_text(side, view->options)),
			 "failed", failed, "undecided", undecided, "against",
			 at ? against_json(&view->comparisons[at - 1]) : NULL, "before",
			 before_json(view, at));
}

static bool side_figure(void *arg, const char *metric, struct figure *figure)
{
	const struct side_op *op = side_find(arg, metric);

	if (op)
		*figure = (struct figure){ .value = op->value,
					   .lo = op->lo,
					   .hi = op->hi,
					   .unit = op->result->unit,
					   .ok = op->boots > 0 };
	return op;
}

/* Why nanoseconds say nothing there; NULL when they do.  What test_progs asks itself,
 * as far as the file tells. */
static const char *no_nanoseconds(const struct side *side)
{
	const json_t *environment = side->docs[0].environment;

	if (*side_env(side, "debug_kernel"))
		return side_env(side, "debug_kernel");
	if (*side_env(side, "slow_clock"))
		return side_env(side, "slow_clock");
	if (json_is_integer(json_object_get(environment, "bpf_jit_enable")) &&
	    !json_integer_value(json_object_get(environment, "bpf_jit_enable")))
		return "the JIT compiler is off, programs are interpreted";
	return NULL;
}

static json_t *claim_json(const struct claim *claim)
{
	const struct bound *bound = claim->bound;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:[]}", "id",
			 text(claim->cells[CLAIM_ID]), "operation",
			 text(claim->cells[CLAIM_OPERATION]), "published",
			 text(claim->cells[CLAIM_PUBLISHED]), "range",
			 json_pack("[o, o]", number(bound->op == BOUND_LE ? NAN : bound->lo),
				   number(bound->op == BOUND_GE ? NAN : bound->hi)),
			 "unit", text(bound->other ? "x" : bound->unit), "source",
			 text(claim->cells[CLAIM_SOURCE]), "confidence",
			 text(claim->cells[CLAIM_CONFIDENCE]), "kernels");
}

static json_t *measured_json(const struct claim *claim)
{
	const struct figure *figure = &claim->figure;

	if (claim->verdict == CLAIM_NOT_MEASURABLE)
		return json_pack("{s:o, s:o}", "verdict", text(claim->cells[CLAIM_VERDICT]),
				 "remark", text(claim->cells[CLAIM_REMARK]));
	return json_pack("{s:o, s:o, s:o, s:[o, o, o]}", "verdict",
			 text(claim->cells[CLAIM_VERDICT]), "measured",
			 text(claim->cells[CLAIM_MEASURED]), "remark",
			 text(claim->cells[CLAIM_REMARK]), "figure", number(figure->value),
			 number(figure->lo), number(figure->hi));
}

/* What one kernel says to each claim; the claims are the same for every kernel. */
static int add_claims(json_t *list, const struct report_view *view, size_t at,
		      const struct bounds *published)
{
	struct side *side = &view->sides[at];
	struct claim *claims;
	size_t n, i, row = 0;
	int ret = claims_judge(published, side_figure, side, side_unit(side), no_nanoseconds(side),
			       &claims, &n);

	for (i = 0; !ret && i < n; i++) {
		if (!compare_wants(view->options, claims[i].cells[CLAIM_OPERATION]))
			continue;
		if (!at)
			ret = json_array_append_new(list, claim_json(&claims[i]));
		ret |= json_array_append_new(
			json_object_get(json_array_get(list, row++), "kernels"),
			measured_json(&claims[i]));
	}
	free(claims);
	return ret;
}

static json_t *view_json(struct report_view *view, const struct bounds *published)
{
	json_t *kernels = json_array(), *claims = json_array(), *rows = rows_json(view);
	int ret = 0;

	for (size_t i = 0; i < view->n; i++) {
		ret |= json_array_append_new(kernels, kernel_json(view, i));
		ret |= add_claims(claims, view, i, published);
	}
	if (!ret && rows)
		return json_pack("{s:o, s:o, s:o, s:o}", "name", text(view->name), "kernels",
				 kernels, "operations", rows, "claims", claims);
	json_decref(kernels);
	json_decref(rows);
	json_decref(claims);
	return NULL;
}

json_t *page_data(struct report_views *views, const struct bounds *published, const char *open)
{
	json_t *series = json_array();
	int ret = 0;

	for (size_t i = 0; i < views->n; i++)
		ret |= json_array_append_new(series, view_json(&views->view[i], published));
	if (!ret)
		return json_pack("{s:o, s:o*}", "series", series, "open", open ? text(open) : NULL);
	json_decref(series);
	return NULL;
}
