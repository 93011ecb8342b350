// SPDX-License-Identifier: GPL-2.0-only
/* report_progs claims: holds the published figures against those of several kernels. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/bounds.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/side_claims.h"
#include "report/guide/grid.h"
#include "report/store/run.h"

struct command {
	struct report_input input;
	const char *published;
	enum grid_form form;
	bool all;
};

/* The claims of all kernels: those of kernel k are list[k], n each, in the same order. */
struct kernels {
	const struct report_view *view;
	struct claim **list;
	size_t n;
};

/* Columns of a line of ids. */
#define LINE 78

/* How often each verdict was given, on one kernel. */
struct counts {
	size_t of[CLAIM_VERDICTS], measured, all;
};

static void count(struct counts *counts, const struct claim *claim)
{
	counts->of[claim->verdict]++;
	counts->all++;
	counts->measured += claim_measured(claim);
}

/*
 * The verdict of several rows of a claim: the worst that a row has.  A dearer figure is worse than a
 * cheaper one, and both mean that what was published is not so here.
 */
static enum claim_verdict combined(const struct counts *counts)
{
	static const enum claim_verdict order[] = { CLAIM_DEARER,	  CLAIM_CHEAPER,
						    CLAIM_UNDECIDED,	  CLAIM_HOLDS,
						    CLAIM_NOT_MEASURABLE, CLAIM_NOT_A_COST };
	size_t i = 0;

	while (!counts->of[order[i]])
		i++;
	return order[i];
}

static bool same_id(const struct claim *a, const struct claim *b)
{
	return !strcmp(a->cells[CLAIM_ID], b->cells[CLAIM_ID]);
}

/* Returns true if an earlier row has the same id. */
static bool seen(const struct claim *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_id(&list[i], &list[at]))
			return true;
	return false;
}

static struct counts counts_of(const struct claim *list, size_t n, const struct claim *id)
{
	struct counts counts = {};

	for (size_t i = 0; i < n; i++)
		if (same_id(&list[i], id))
			count(&counts, &list[i]);
	return counts;
}

static void add_heads(struct grid *grid, const struct kernels *kernels)
{
	for (size_t k = 0; k < kernels->view->n; k++)
		grid_add(grid, "%s", kernels->view->sides[k].label);
}

/* Returns true if a kernel has a figure for a row of the claim. */
static bool measured_anywhere(const struct kernels *kernels, const struct claim *claim)
{
	for (size_t k = 0; k < kernels->view->n; k++)
		if (counts_of(kernels->list[k], kernels->n, claim).measured)
			return true;
	return false;
}

/* Lists the claims that no kernel has a figure for, as many in a line as fit. */
static void print_unmeasured(FILE *out, const struct kernels *kernels, enum grid_form form)
{
	char line[LINE + CLAIM_CELL] = "";
	bool any = false;

	for (size_t i = 0; i < kernels->n; i++) {
		const struct claim *claim = &kernels->list[0][i];
		size_t len = strlen(line);

		if (seen(kernels->list[0], i) || measured_anywhere(kernels, claim))
			continue;
		if (!any)
			grid_line(out, form, "Not measured in any of these files, or not a cost:");
		any = true;
		if (len && len + strlen(claim->cells[CLAIM_ID]) + 2 > LINE) {
			grid_line(out, form, line);
			len = 0;
		}
		snprintf(line + len, sizeof(line) - len, "  %s", claim->cells[CLAIM_ID]);
	}
	if (any)
		grid_line(out, form, line);
}

/* One row for each claim, with one verdict for each kernel. */
static int print_claims(FILE *out, const struct kernels *kernels, enum grid_form form,
			const char *(*class_of)(const char *))
{
	struct grid grid = { .columns = 2 + kernels->view->n };
	int ret;

	grid_add(&grid, "claim");
	grid_add(&grid, "source");
	add_heads(&grid, kernels);
	for (size_t i = 0; i < kernels->n; i++) {
		const struct claim *claim = &kernels->list[0][i];

		if (seen(kernels->list[0], i) || !measured_anywhere(kernels, claim))
			continue;
		grid_add(&grid, "%s", claim->cells[CLAIM_ID]);
		grid_add(&grid, "%s", claim->cells[CLAIM_SOURCE]);
		for (size_t k = 0; k < kernels->view->n; k++) {
			struct counts c = counts_of(kernels->list[k], kernels->n, claim);
			enum claim_verdict verdict = combined(&c);
			const char *name = claim_verdict_name(verdict);

			if (c.measured && c.of[verdict] < c.measured)
				grid_add(&grid, "%s (%zu of %zu)", name, c.of[verdict], c.measured);
			else
				grid_add(&grid, "%s", name);
		}
	}
	ret = grid_print(out, &grid, form, class_of);
	grid_clear(&grid);
	return ret;
}

/* One row for each published figure, with what each kernel measured. */
static int print_figures(FILE *out, const struct kernels *kernels, enum grid_form form,
			 const char *(*class_of)(const char *))
{
	struct grid grid = { .columns = 4 + kernels->view->n };
	int ret;

	grid_add(&grid, "claim");
	grid_add(&grid, "operation");
	grid_add(&grid, "published");
	grid_add(&grid, "confidence");
	add_heads(&grid, kernels);
	for (size_t i = 0; i < kernels->n; i++) {
		const struct claim *claim = &kernels->list[0][i];

		grid_add(&grid, "%s", claim->cells[CLAIM_ID]);
		grid_add(&grid, "%s", claim->cells[CLAIM_OPERATION]);
		grid_add(&grid, "%s", claim->cells[CLAIM_PUBLISHED]);
		grid_add(&grid, "%s", claim->cells[CLAIM_CONFIDENCE]);
		for (size_t k = 0; k < kernels->view->n; k++) {
			const struct claim *here = &kernels->list[k][i];

			grid_add(&grid, "%s: %s", here->cells[CLAIM_VERDICT],
				 claim_measured(here) ? here->cells[CLAIM_MEASURED]
						      : here->cells[CLAIM_REMARK]);
		}
	}
	ret = grid_print(out, &grid, form, class_of);
	grid_clear(&grid);
	return ret;
}

/* The answer: for each kernel, of how many claims the published figures hold. */
static void print_answer(FILE *out, const struct kernels *kernels, enum grid_form form)
{
	char line[512];

	for (size_t k = 0; k < kernels->view->n; k++) {
		struct counts total = {};

		for (size_t i = 0; i < kernels->n; i++) {
			struct counts c;

			if (seen(kernels->list[k], i))
				continue;
			c = counts_of(kernels->list[k], kernels->n, &kernels->list[k][i]);
			total.of[combined(&c)]++;
			total.all++;
		}
		snprintf(line, sizeof(line),
			 "%s: %zu of %zu published claims hold, %zu are dearer, %zu cheaper, %zu "
			 "undecided, %zu not measurable here, %zu no costs",
			 kernels->view->sides[k].label, total.of[CLAIM_HOLDS], total.all,
			 total.of[CLAIM_DEARER], total.of[CLAIM_CHEAPER], total.of[CLAIM_UNDECIDED],
			 total.of[CLAIM_NOT_MEASURABLE], total.of[CLAIM_NOT_A_COST]);
		grid_line(out, form, line);
	}
}

/* The classes of HTML are the verdicts. */
static const char *class_of(const char *cell)
{
	static const struct {
		enum claim_verdict verdict;
		const char *class;
	} classes[] = {
		{ CLAIM_HOLDS, "holds" },	  { CLAIM_DEARER, "dearer" },
		{ CLAIM_CHEAPER, "cheaper" },	  { CLAIM_UNDECIDED, "undecided" },
		{ CLAIM_NOT_MEASURABLE, "none" }, { CLAIM_NOT_A_COST, "none" },
	};

	for (size_t i = 0; i < CLAIM_VERDICTS; i++) {
		const char *name = claim_verdict_name(classes[i].verdict);

		if (!strncmp(cell, name, strlen(name)))
			return classes[i].class;
	}
	return NULL;
}

static const char html_head[] =
	"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<title>bpf-perf: published figures</title>\n<style>\n"
	":root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }\n"
	"table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0; }\n"
	"th, td { text-align: left; padding: 2px 8px; border-bottom: 1px solid #8884; }\n"
	".holds { background: #2a94; }\n.dearer { background: #d435; }\n"
	".cheaper { background: #38c4; }\n.undecided { background: #c905; }\n"
	".none { color: #888; }\n</style>\n";

static int print_all(FILE *out, const struct kernels *kernels, const struct command *command)
{
	int ret;

	if (command->form == GRID_HTML)
		fputs(html_head, out);
	print_answer(out, kernels, command->form);
	if (command->form == GRID_TEXT)
		fputc('\n', out);
	ret = print_claims(out, kernels, command->form, class_of);
	if (command->form == GRID_TEXT)
		fputc('\n', out);
	if (!ret)
		print_unmeasured(out, kernels, command->form);
	if (ret || (command->form == GRID_TEXT && !command->all))
		return ret;
	fputs(command->form == GRID_TEXT ? "\n" : "<details><summary>all figures</summary>\n\n",
	      out);
	ret = print_figures(out, kernels, command->form, class_of);
	if (command->form != GRID_TEXT)
		fputs("</details>\n", out);
	return ret;
}

static int run(const void *arg, struct report_views *views, char *err, size_t size)
{
	const struct report_view *view = views->view;
	const struct command *command = arg;
	struct kernels kernels = { .view = view, .list = calloc(view->n, sizeof(*kernels.list)) };
	struct bounds *published = bounds_new();
	int ret = kernels.list && published ? 0 : -ENOMEM;

	snprintf(err, size, "out of memory");
	if (!ret)
		ret = command->published
			      ? bounds_read(published, command->published, err, size)
			      : bounds_read_standard(published, "published.bounds", err, size);
	for (size_t k = 0; !ret && k < view->n; k++)
		ret = side_claims(&view->sides[k], published, &kernels.list[k], &kernels.n);
	if (!ret && !kernels.n) {
		snprintf(err, size, "%s has no published figure",
			 command->published ?: "published.bounds");
		ret = -EINVAL;
	}
	if (!ret)
		ret = print_all(stdout, &kernels, command);
	for (size_t k = 0; kernels.list && k < view->n; k++)
		free(kernels.list[k]);
	free(kernels.list);
	bounds_free(published);
	return ret;
}

enum { OPT_PUBLISHED = 256, OPT_MD, OPT_HTML, OPT_ALL };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input;
		return 0;
	case OPT_PUBLISHED:
		command->published = arg;
		return 0;
	case OPT_MD:
		command->form = GRID_MARKDOWN;
		return 0;
	case OPT_HTML:
		command->form = GRID_HTML;
		return 0;
	case OPT_ALL:
		command->all = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int claims_main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "published", OPT_PUBLISHED, "FILE", 0, "Read published figures from FILE", 0 },
		{ "all", OPT_ALL, NULL, 0, "Also show each figure, not only one verdict a claim",
		  0 },
		{ "md", OPT_MD, NULL, 0, "Write Markdown", 0 },
		{ "html", OPT_HTML, NULL, 0, "Write an HTML page", 0 },
		{},
	};
	static const struct argp_child children[] = { { &report_input_argp, 0, NULL, 0 }, {} };
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
		.doc = "Holds the published figures about the cost of BPF against each kernel: one "
		       "verdict a claim and kernel.  A claim of several figures has the worst "
		       "verdict of "
		       "them, and of how many.  All files between two -- are boots of one kernel.\v"
		       "Exit status: 0 if the table is written, whatever it says; 2 if the files "
		       "cannot be read or the usage is wrong.",
		.children = children,
	};
	/* Nothing is compared here, so that machines and configurations may differ. */
	struct command command = { .input.alone = true };

	return report_main(argc, argv, "claims", &argp, &command, &command.input, run);
}
