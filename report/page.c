// SPDX-License-Identifier: GPL-2.0-only
/* What the html page shows, as JSON; report/html/ shows it. */
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

/* Against the first side; the text is that of compare's table. */
static json_t *change_json(const struct difference *d)
{
	char cell[COMPARE_CELL], p[COMPARE_CELL];

	change_cell(d, cell);
	p_cell(d, p);
	return json_pack("{s:s, s:o, s:s, s:s, s:o*}", "kind", change_kind(d->change), "word",
			 text(change_word(d)), "change", cell, "p", p, "why",
			 d->why[0] ? text(d->why) : NULL);
}

static json_t *tail_json(const struct tail *tail)
{
	return json_pack("[f, f, f, f, f, I]", tail->p50, tail->p95, tail->p99, tail->p999,
			 tail->max, (json_int_t)tail->count);
}

static int add_figures(json_t *cell, const struct side_op *op)
{
	const struct result *r = op->result;
	json_t *figures = json_pack("{s:o, s:[o, o], s:o, s:o, s:I, s:I, s:I, s:I}", "value",
				    number(op->value), "ci", number(op->lo), number(op->hi),
				    "median", number(r->median), "quiet", number(op->quiet),
				    "boots", (json_int_t)op->boots, "rounds",
				    (json_int_t)op->n_rounds, "runs", (json_int_t)op->runs,
				    "errors", (json_int_t)op->errors);
	int ret = figures ? json_object_update(cell, figures) : -1;

	json_decref(figures);
	if (!ret && r->tail.count)
		ret = json_object_set_new(cell, "tail", tail_json(&r->tail));
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
		ret |= json_object_set_new(cell, "change", change_json(d));
	if (!ret)
		return cell;
	json_decref(cell);
	return NULL;
}

static json_t *row_json(const struct report_view *view, const char *name,
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
		ret |= json_array_append_new(cells,
					     cell_json(op, i && diffs ? diffs[i - 1] : NULL));
	}
	if (!ret)
		return json_pack("{s:o, s:o, s:s, s:o}", "name", text(name), "unit", text(unit),
				 "better", better, "cells", cells);
	json_decref(cells);
	return NULL;
}

/* The worst first. */
static json_t *rows_json(const struct report_view *view)
{
	const struct compare_view all = { view->comparisons, view->n - 1, true };
	struct compare_rows rows;
	json_t *list = json_array();
	int ret = 0;

	if (view->n == 1) {
		const struct side *side = &view->sides[0];

		for (size_t v = 0; v < VERDICTS; v++)
			for (size_t i = 0; i < side->n_ops; i++)
				if (side->ops[i].verdict == worst_verdicts[v])
					ret |= json_array_append_new(
						list,
						row_json(view, side->ops[i].result->name, NULL));
	} else if (comparison_rows(&all, &rows)) {
		ret = -1;
	} else {
		for (size_t i = 0; i < rows.n; i++)
			ret |= json_array_append_new(
				list, row_json(view, rows.row[i].name, rows.row[i].diffs));
		comparison_rows_free(&rows);
	}
	if (!ret)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *files_json(const struct side *side)
{
	json_t *files = json_array();

	for (size_t i = 0; i < side->n_docs; i++)
		json_array_append_new(files,
				      json_pack("{s:o, s:O}", "path", text(side->docs[i].path),
						"run", side->docs[i].run));
	return files;
}

/* comparison: NULL for the first. */
static json_t *kernel_json(const struct side *side, const struct comparison *comparison)
{
	json_t *kernel = json_pack("{s:o, s:o, s:O, s:o, s:o, s:I, s:I}", "label",
				   text(side->label), "unit", text(side_unit(side)), "environment",
				   side->docs[0].environment, "files", files_json(side), "summary",
				   take(side_text(side)), "failed",
				   (json_int_t)side_count(side, VERDICT_FAIL), "noisy",
				   (json_int_t)side_count(side, VERDICT_NOISY));
	json_t *against;

	if (!kernel || !comparison)
		return kernel;
	against = json_pack("{s:b, s:o, s:o, s:o, s:I}", "worse", comparison_worse(comparison),
			    "verdict", take(verdict_text(comparison)), "environment",
			    take(environment_text(comparison, false)), "means",
			    take(means_text(comparison)), "too_few",
			    (json_int_t)comparison->too_few);
	if (!json_object_set_new(kernel, "against", against))
		return kernel;
	json_decref(kernel);
	return NULL;
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

/* A row for each claim, with what each kernel says to it. */
static json_t *claims_json(const struct report_view *view, const struct bounds *published)
{
	json_t *list = json_array();
	int ret = 0;

	for (size_t i = 0; !ret && i < view->n; i++) {
		struct side *side = &view->sides[i];
		struct claim *claims;
		size_t n;

		ret = claims_judge(published, side_figure, side, side_unit(side),
				   no_nanoseconds(side), &claims, &n);
		/* The claims are the same for every kernel. */
		for (size_t j = 0; !ret && j < n; j++) {
			if (!i)
				ret = json_array_append_new(list, claim_json(&claims[j]));
			ret |= json_array_append_new(
				json_object_get(json_array_get(list, j), "kernels"),
				measured_json(&claims[j]));
		}
		free(claims);
	}
	if (!ret)
		return list;
	json_decref(list);
	return NULL;
}

json_t *page_data(const struct report_view *view, const struct bounds *published)
{
	json_t *kernels = json_array(), *rows = rows_json(view);
	json_t *claims = claims_json(view, published);
	int ret = kernels && rows && claims ? 0 : -1;

	for (size_t i = 0; !ret && i < view->n; i++)
		ret = json_array_append_new(
			kernels,
			kernel_json(&view->sides[i], i ? &view->comparisons[i - 1] : NULL));
	if (!ret)
		return json_pack("{s:o, s:o, s:o}", "kernels", kernels, "operations", rows,
				 "claims", claims);
	json_decref(kernels);
	json_decref(rows);
	json_decref(claims);
	return NULL;
}
