// SPDX-License-Identifier: GPL-2.0-only
/* report_progs advise: which of several choices is cheapest on a kernel, by its measured figures. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/program.h"
#include "report/command.h"
#include "report/guide/advice.h"
#include "report/guide/grid.h"
#include "report/store/run.h"
#include "report/text/text.h"

/* A ratio to something that costs next to nothing says nothing. */
#define FARTHEST 50

struct command {
	struct report_input input;
	enum grid_form form;
};

/* A choice with what the kernel measured; op is NULL if nothing was. */
struct priced {
	const struct choice *choice;
	const struct side_op *op;
};

static int by_cost(const void *a, const void *b)
{
	const struct priced *x = a, *y = b;

	if (!x->op || !y->op)
		return !x->op - !y->op;
	return (x->op->value > y->op->value) - (x->op->value < y->op->value);
}

/* Fills prices, the cheapest first and those without a figure last.  Returns how many have one. */
static size_t sort(const struct side *side, const struct question *question,
		   struct priced prices[ADVICE_CHOICES], size_t *n)
{
	const struct choice *choice;
	size_t measured = 0;

	*n = 0;
	for (choice = question->choices; choice->name; choice++) {
		const struct side_op *op = side_find(side, choice->operation);

		op = op && op->boots ? op : NULL;
		measured += op != NULL;
		prices[(*n)++] = (struct priced){ choice, op };
	}
	qsort(prices, *n, sizeof(*prices), by_cost);
	return measured;
}

/* The cost of a choice beside that of the cheapest.  Intervals that overlap show no difference. */
static void cost_text(const struct priced *price, const struct priced *best, char *text,
		      size_t size)
{
	char value[32];

	figure_text(price->op->value, value, sizeof(value));
	if (price == best)
		snprintf(text, size, "%s %s", value, price->op->result->unit);
	else if (price->op->lo <= best->op->hi)
		snprintf(text, size, "%s %s, the same within its interval", value,
			 price->op->result->unit);
	else if (best->op->lo > 0 && price->op->value < FARTHEST * best->op->value)
		snprintf(text, size, "%s %s, %.2f times that", value, price->op->result->unit,
			 price->op->value / best->op->value);
	else
		snprintf(text, size, "%s %s", value, price->op->result->unit);
}

/* Why there is no figure: the reason of the file, or that the run left it out. */
static const char *why_not(const struct side *side, const char *operation)
{
	const struct side_op *op = side_find(side, operation);

	return op && op->reason ? op->reason : "not measured in this file";
}

/* The choices of a question, one after the other, within the width of a terminal. */
static void print_question(FILE *out, const struct side *side, const struct question *question)
{
	struct priced prices[ADVICE_CHOICES] = {};
	size_t n, measured = sort(side, question, prices, &n);
	char cost[128];

	fprintf(out, "  %s\n", question->text);
	for (size_t i = 0; i < n; i++) {
		const struct choice *choice = prices[i].choice;

		if (i < measured) {
			cost_text(&prices[i], prices, cost, sizeof(cost));
			fprintf(out, "    %s: %s (%s)\n", choice->name, cost, choice->operation);
			if (choice->lacks)
				fprintf(out, "        %s\n", choice->lacks);
		} else {
			fprintf(out, "    %s: not here (%s)\n        ", choice->name,
				choice->operation);
			print_text(out, why_not(side, choice->operation));
			fputc('\n', out);
		}
	}
}

static void add_question(struct grid *grid, const struct side *side,
			 const struct question *question)
{
	struct priced prices[ADVICE_CHOICES] = {};
	size_t n, measured = sort(side, question, prices, &n);
	char cost[128];

	for (size_t i = 0; i < n; i++) {
		const struct choice *choice = prices[i].choice;

		grid_add(grid, "%s", i ? "" : question->text);
		if (i < measured) {
			cost_text(&prices[i], prices, cost, sizeof(cost));
			grid_add(grid, "%s", choice->name);
			grid_add(grid, "%s", cost);
			grid_add(grid, "%s", choice->lacks ?: "");
		} else {
			grid_add(grid, "(%s)", choice->name);
			grid_add(grid, "not here");
			grid_add(grid, "%s", why_not(side, choice->operation));
		}
		grid_add(grid, "%s", choice->operation);
	}
}

/* One table for each group of questions of which the file measured anything. */
static int print_group(FILE *out, const struct side *side, const struct question *first,
		       enum grid_form form)
{
	struct grid grid = { .columns = 5 };
	const struct question *question;
	struct priced prices[ADVICE_CHOICES] = {};
	size_t n, measured = 0;
	int ret = 0;

	grid_add(&grid, "%s", first->group);
	grid_add(&grid, "the cheapest first");
	grid_add(&grid, "cost");
	grid_add(&grid, "what it lacks, or why not");
	grid_add(&grid, "operation");
	for (question = first; question->text && !strcmp(question->group, first->group);
	     question++) {
		measured += sort(side, question, prices, &n);
		add_question(&grid, side, question);
	}
	if (measured && form == GRID_TEXT) {
		fprintf(out, "\n%s, the cheapest first\n", first->group);
		for (question = first; question->text && !strcmp(question->group, first->group);
		     question++)
			print_question(out, side, question);
	} else if (measured) {
		ret = grid_print(out, &grid, form, NULL);
	}
	grid_clear(&grid);
	return ret;
}

static size_t measured_questions(const struct side *side, size_t *all)
{
	struct priced prices[ADVICE_CHOICES] = {};
	size_t n, measured = 0;

	*all = 0;
	for (const struct question *question = advice; question->text; question++, (*all)++)
		measured += sort(side, question, prices, &n) > 1;
	return measured;
}

static int print_advice(FILE *out, const struct side *side, enum grid_form form)
{
	const struct question *question = advice;
	size_t all, measured = measured_questions(side, &all);
	char line[256];
	int ret = 0;

	snprintf(line, sizeof(line),
		 "%.96s: %zu of %zu choices can be made by measured costs, in %s an operation",
		 side->label, measured, all, side_unit(side));
	grid_line(out, form, line);
	while (!ret && question->text) {
		const char *group = question->group;

		ret = print_group(out, side, question, form);
		while (question->text && !strcmp(question->group, group))
			question++;
	}
	return ret;
}

enum { OPT_MD = 256 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input;
		return 0;
	case OPT_MD:
		command->form = GRID_MARKDOWN;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int advise(const void *arg, struct report_views *views, char *err, size_t size)
{
	const struct report_view *view = views->view;
	const struct command *command = arg;
	int ret = 0;

	for (size_t k = 0; !ret && k < view->n; k++)
		ret = print_advice(stdout, &view->sides[k], command->form);
	snprintf(err, size, "out of memory");
	return ret;
}

int advise_main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "md", OPT_MD, NULL, 0, "Write Markdown", 0 },
		{},
	};
	static const struct argp_child children[] = { { &report_input_argp, 0, NULL, 0 }, {} };
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
		.doc = "Shows for each choice that the author of a BPF program has (which hook, "
		       "which "
		       "map, which way to user space) what the possibilities cost on this kernel, "
		       "the cheapest first, what each lacks, and the operation it rests on.\v"
		       "Exit status: 0 if the advice is written, 2 if the files cannot be read or "
		       "the usage is wrong.",
		.children = children,
	};
	/* Nothing is compared here, so that machines and configurations may differ. */
	struct command command = { .input.alone = true };

	return report_main(argc, argv, "advise", &argp, &command, &command.input, advise);
}
