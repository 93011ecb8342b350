// SPDX-License-Identifier: GPL-2.0-only
/* report_progs trend: one figure over the kernels of a store. */
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* Columns of the longest bar. */
#define BAR 40
#define LABEL 160

/* Against the last kernel before that measured it: what compare says of these two. */
static void print_change(struct report_view *view, size_t at, const char *name)
{
	char err[256], cell[COMPARE_CELL], before[LABEL];
	struct step step;

	if (view_step(view, at, name, &step, err, sizeof(err))) {
		printf("  (%s)", err);
		return;
	}
	if (!step.difference)
		return;
	change_cell(step.difference, cell);
	/* Without its interval: that of the figure is beside it. */
	if (step.difference->change == CHANGE_WORSE || step.difference->change == CHANGE_BETTER)
		printf("  %.*s", (int)strcspn(cell, "["), cell);
	else
		printf("  ");
	printf("%s", change_word(step.difference));
	if (step.from + 1 == at)
		return;
	view_label(view, step.from, before, sizeof(before));
	printf(" (against %s)", before);
}

static void print_side(struct report_view *view, size_t at, const char *name, double most)
{
	const struct side_op *op = side_find(&view->sides[at], name);
	char label[LABEL], value[32], lo[32], hi[32];
	int bar;

	view_label(view, at, label, sizeof(label));
	printf("  %-24s ", label);
	if (!op) {
		puts("-");
		return;
	}
	if (!op->boots) {
		printf("%s  ", op->verdict == VERDICT_SKIP   ? "SKIP"
			       : op->verdict == VERDICT_FAIL ? "FAIL"
							     : "UNDECIDED");
		print_text(stdout, op->reason ? op->reason : "");
		putchar('\n');
		return;
	}
	figure_text(op->value, value, sizeof(value));
	figure_text(op->lo, lo, sizeof(lo));
	figure_text(op->hi, hi, sizeof(hi));
	bar = op->value > 0 && most > 0 ? (int)ceil(op->value / most * BAR) : 0;
	printf("%10s %s [%s, %s]  %.*s%*s", value, op->result->unit, lo, hi, bar,
	       "########################################", BAR - bar, "");
	print_change(view, at, name);
	if (op->imprecise)
		fputs("  (imprecise)", stdout);
	/* It broke its limit; or there is a figure of another boot. */
	if (op->verdict == VERDICT_FAIL) {
		fputs("  (FAIL: ", stdout);
		print_text(stdout, op->reason ? op->reason : "");
		fputs(")", stdout);
	}
	putchar('\n');
}

/* The kernels of one machine and mode; false when none of them has it. */
static bool print_view(struct report_view *view, const char *name)
{
	bool here = false;
	double most = 0;
	size_t i;

	for (i = 0; i < view->n; i++) {
		const struct side_op *op = side_find(&view->sides[i], name);

		here = here || op;
		if (op && op->boots)
			most = fmax(most, op->value);
	}
	if (!here)
		return false;
	printf("%s on %s\n", name, view->name);
	for (i = 0; i < view->n; i++)
		print_side(view, i, name, most);
	return true;
}

struct command {
	const char *directory, *name, *html;
};

static const struct argp_option table[] = {
	{ "html", 'H', "FILE", 0, "And the page of the whole store, open at the operation", 0 },
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case 'H':
		command->html = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			argp_error(state, "one operation only");
		*(state->arg_num ? &command->name : &command->directory) = arg;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "which operation, of which store?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int show(const struct command *command, char *err, size_t size)
{
	struct report_input input = { .store = command->directory };
	struct report_views views;
	bool any = false;
	int ret;

	compare_arguments_init(&input.compare);
	ret = command->html ? report_views_read(&input, &views, err, size)
			    : store_read(input.store, &compare_defaults, &views, err, size);
	for (size_t i = 0; !ret && i < views.n; i++)
		any = print_view(&views.view[i], command->name) || any;
	if (!ret && !any) {
		snprintf(err, size, "no result there is called '%s'", command->name);
		ret = -1;
	}
	if (!ret && command->html)
		ret = page_write(command->html, &views, NULL, command->name, err, size);
	report_views_clear(&views);
	report_input_clear(&input);
	return ret;
}

int trend_main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "DIR OPERATION",
		.doc = "Shows an operation's figure over the kernels in DIR, which report_progs "
		       "store made, each compared with the one before it.",
	};
	struct command command = {};
	char err[1024];

	argv[0] = "report_progs trend";
	if (argp_parse(&argp, argc, argv, 0, NULL, &command))
		return REPORT_ERROR;
	if (!show(&command, err, sizeof(err)))
		return REPORT_OK;
	fprintf(stderr, "report_progs: %s\n", err);
	return REPORT_ERROR;
}
