// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/verdict.h"
#include "report/compare/rows.h"
#include "report/compare/table.h"
#include "report/compare/view_text.h"
#include "report/guide/grid.h"
#include "report/guide/template.h"
#include "report/text/text.h"

static void add_labels(struct grid *grid, const struct report_view *view, const char *first)
{
	grid_add(grid, "%s", first);
	for (size_t i = 0; i < view->n; i++)
		grid_add(grid, "%s", view->sides[i].label);
}

static int put_grid(FILE *out, struct grid *grid)
{
	int ret = grid_print(out, grid, GRID_MARKDOWN, NULL);

	grid_clear(grid);
	return ret;
}

static void add_json(struct grid *grid, const json_t *value)
{
	char *text = json_is_string(value) ? strdup(json_string_value(value))
					   : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT |
								       JSON_REAL_PRECISION(9));

	grid_add(grid, "%s", !value || json_is_null(value) ? "(not known)" : text ?: "?");
	free(text);
}

/* What the costs depend on, as far as the files tell. */
static int put_environment(FILE *out, const struct report_view *view)
{
	static const char *const fields[] = {
		"kernel_release", "kernel_version", "kernel_build_id", "arch",	       "cpu_model",
		"microcode",	  "cpus_online",    "accelerator",     "preempt",      "hz",
		"bpf_jit_enable", "bpf_jit_harden", "clocksource",     "debug_kernel", "libbpf",
		"clang",
	};
	struct grid grid = { .columns = 1 + view->n };

	fputs("## Environment\n\n", out);
	add_labels(&grid, view, "");
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
		grid_add(&grid, "%s", fields[f]);
		for (size_t i = 0; i < view->n; i++)
			add_json(&grid,
				 json_object_get(view->sides[i].docs[0].environment, fields[f]));
	}
	return put_grid(out, &grid);
}

/* The command, and how many operations of which tests it had. */
static int put_scenario(FILE *out, const struct report_view *view)
{
	struct grid grid = { .columns = 1 + view->n };

	fputs("## Scenario\n\n", out);
	add_labels(&grid, view, "");
	grid_add(&grid, "command");
	for (size_t i = 0; i < view->n; i++)
		add_json(&grid, json_object_get(view->sides[i].docs[0].run, "argv"));
	grid_add(&grid, "boots");
	for (size_t i = 0; i < view->n; i++)
		grid_add(&grid, "%zu", view->sides[i].n_docs);
	for (int v = 0; v < VERDICTS; v++) {
		grid_add(&grid, "operations: %s", verdict_name(v));
		for (size_t i = 0; i < view->n; i++)
			grid_add(&grid, "%zu", side_count(&view->sides[i], v, view->options));
	}
	return put_grid(out, &grid);
}

/* What else ran on the machine, as the measurement noticed it. */
static int put_load(FILE *out, const struct report_view *view)
{
	static const struct {
		const char *field, *name;
		bool of_run;
	} fields[] = {
		{ "quiet", "share of samples on an undisturbed core", true },
		{ "core", "state of the core", true },
		{ "steal_seconds", "CPU time the hypervisor took, s", false },
		{ "throttled_seconds", "CPU time the quota took, s", false },
	};
	struct grid grid = { .columns = 1 + view->n };

	fputs("## Load\n\n", out);
	add_labels(&grid, view, "");
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
		grid_add(&grid, "%s", fields[f].name);
		for (size_t i = 0; i < view->n; i++) {
			const struct results_doc *doc = &view->sides[i].docs[0];

			add_json(&grid,
				 json_object_get(fields[f].of_run ? doc->run : doc->environment,
						 fields[f].field));
		}
	}
	return put_grid(out, &grid);
}

/* Writes the fewest and the most rounds of the operations of a side. */
static void add_rounds(struct grid *grid, const struct side *side)
{
	size_t least = SIZE_MAX, most = 0;

	for (size_t i = 0; i < side->n_ops; i++) {
		const struct side_op *op = &side->ops[i];

		if (!op->boots)
			continue;
		least = op->n_rounds < least ? op->n_rounds : least;
		most = op->n_rounds > most ? op->n_rounds : most;
	}
	if (most)
		grid_add(grid, "%zu to %zu", least, most);
	else
		grid_add(grid, "none");
}

static int put_method(FILE *out, const struct report_view *view)
{
	struct grid grid = { .columns = 1 + view->n };

	fputs("## Method\n\nEach figure is the cost of one operation, net of the same loop without "
	      "it, with its 95 % confidence interval across rounds; each round loads the programs "
	      "afresh.\n\n",
	      out);
	add_labels(&grid, view, "");
	grid_add(&grid, "unit of the clock");
	for (size_t i = 0; i < view->n; i++)
		grid_add(&grid, "%s", side_unit(&view->sides[i]));
	grid_add(&grid, "rounds an operation");
	for (size_t i = 0; i < view->n; i++)
		add_rounds(&grid, &view->sides[i]);
	grid_add(&grid, "seconds");
	for (size_t i = 0; i < view->n; i++)
		add_json(&grid, json_object_get(view->sides[i].docs[0].run, "seconds"));
	return put_grid(out, &grid);
}

static void add_budget(struct grid *grid, const struct side *side, const struct side_op *op)
{
	char value[32], lo[32], hi[32];

	figure_text(op->value, value, sizeof(value));
	figure_text(op->lo, lo, sizeof(lo));
	figure_text(op->hi, hi, sizeof(hi));
	grid_add(grid, "%s", op->result->name);
	grid_add(grid, "%s", side->label);
	grid_add(grid, "%s %s [%s, %s]", value, op->result->unit, lo, hi);
	grid_add(grid, "%s", op->result->limit);
	grid_add(grid, "%s", verdict_name(op->verdict));
}

/* The figures that have a limit, those that break it first. */
static int put_budgets(FILE *out, const struct report_view *view)
{
	struct grid grid = { .columns = 5 };
	size_t n = 0;

	fputs("## Figures against budgets\n\n", out);
	for (size_t c = 0; c < 5; c++)
		grid_add(&grid, "%s",
			 (const char *const[]){ "operation", "kernel", "figure", "budget",
						"verdict" }[c]);
	for (size_t v = 0; v < VERDICTS; v++)
		for (size_t i = 0; i < view->n; i++)
			for (size_t j = 0; j < view->sides[i].n_ops; j++) {
				const struct side_op *op = &view->sides[i].ops[j];

				if (op->verdict != worst_verdicts[v] || !op->boots ||
				    !limit_judged(op->result->limit) ||
				    !compare_wants(view->options, op->result->name))
					continue;
				add_budget(&grid, &view->sides[i], op);
				n++;
			}
	if (n)
		return put_grid(out, &grid);
	grid_clear(&grid);
	fputs("No operation has a limit.\n\n", out);
	return 0;
}

/* The changes that compare reports, for reports of several kernels. */
static int put_changes(FILE *out, const struct report_view *view)
{
	struct grid grid = { .columns = 5 };
	char cell[COMPARE_CELL];

	fputs("## Changes\n\n", out);
	for (size_t c = 0; c < 5; c++)
		grid_add(&grid, "%s",
			 (const char *const[]){ "operation", "kernel", "change", "verdict",
						"why" }[c]);
	for (size_t k = 0; k + 1 < view->n; k++)
		for (size_t i = 0; i < view->comparisons[k].n; i++) {
			const struct difference *d = &view->comparisons[k].diffs[i];

			if (d->change == CHANGE_NONE || d->change == CHANGE_NEITHER ||
			    d->change == CHANGE_UNSURE)
				continue;
			change_cell(d, cell);
			grid_add(&grid, "%s", d->name);
			grid_add(&grid, "%s", view->comparisons[k].new->label);
			grid_add(&grid, "%s", cell);
			grid_add(&grid, "%s", change_word(d));
			grid_add(&grid, "%s", d->why);
		}
	return put_grid(out, &grid);
}

/* What a figure alone says of a kernel: whether it keeps its budgets. */
static void put_one(FILE *out, const struct report_view *view)
{
	const struct side *side = view->sides;
	size_t failed = side_count(side, VERDICT_FAIL, view->options);
	size_t open = side_count(side, VERDICT_UNDECIDED, view->options);
	size_t passed = side_count(side, VERDICT_PASS, view->options);

	if (failed)
		fprintf(out, "**Not within its budgets**: %zu operations fail.\n", failed);
	else if (!passed)
		fputs("**Cannot tell**: nothing passed.\n", out);
	else if (open)
		fprintf(out,
			"**Within its budgets, as far as it was decided**: %zu operations are "
			"undecided.\n",
			open);
	else
		fputs("**Within its budgets.**\n", out);
}

static void put_conclusion(FILE *out, const struct report_view *view)
{
	fputs("## Conclusion\n\n", out);
	if (view->n == 1)
		put_one(out, view);
	for (size_t i = 0; i + 1 < view->n; i++) {
		char *text = verdict_text(&view->comparisons[i]);

		if (text)
			text[strcspn(text, "\n")] = '\0';
		fputs("- ", out);
		print_markdown(out, text ?: "?");
		fputc('\n', out);
		free(text);
	}
}

int template_write(FILE *out, const struct report_view *view)
{
	int ret;

	fputs("# What BPF costs\n\n", out);
	ret = put_environment(out, view);
	ret = ret ?: put_scenario(out, view);
	ret = ret ?: put_load(out, view);
	ret = ret ?: put_method(out, view);
	ret = ret ?: put_budgets(out, view);
	if (!ret && view->n > 1)
		ret = put_changes(out, view);
	if (!ret)
		put_conclusion(out, view);
	return ret;
}
