// SPDX-License-Identifier: GPL-2.0-only
/* report_progs trend: shows one figure over the kernels or the days of a store. */
#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/table.h"
#include "report/formats/limit_ends.h"
#include "report/page/page.h"
#include "report/store/input.h"
#include "report/store/series.h"
#include "report/text/text.h"

/* The longest bar has this many columns. */
#define BAR 24
#define FIGURE 32
/* A limit that is further away would leave the bars too short to compare. */
#define FAR_LIMIT 2.0

/* What the lines of an operation on one machine and mode have in common. */
struct lines {
	struct report_view *view;
	const char *name;
	/* The figure of the longest bar. */
	double most;
	int label_width, interval_width;
	bool by_date;
	/* The limit that the line before named; NULL if it had none. */
	const char *limit;
};

/* Prints the change from the last earlier side that measured the operation. */
static void print_change(const struct lines *lines, size_t at)
{
	char err[256], cell[COMPARE_CELL];
	const struct comparison *pair;
	struct step step;

	if (view_step(lines->view, at, lines->name, &step, err, sizeof(err))) {
		printf("  (%s)", err);
		return;
	}
	if (!step.difference)
		return;
	change_cell(step.difference, cell);
	/* Leave the interval out: that of the figure is already in the line. */
	if (step.difference->change == CHANGE_WORSE || step.difference->change == CHANGE_BETTER)
		printf("  %.*s", (int)strcspn(cell, "["), cell);
	else
		printf("  ");
	printf("%s", change_word(step.difference));
	/* Step.difference is of this comparison, so that it was made. */
	if (!view_pair(lines->view, step.from, at, &pair, err, sizeof(err)) && pair->all.across[0])
		printf(" (%s)", pair->all.across);
	if (step.from + 1 == at)
		return;
	printf(" (against %s)", lines->view->sides[step.from].label);
}

static int column_of(const struct lines *lines, double value)
{
	return value > 0 && lines->most > 0 ? (int)ceil(value / lines->most * BAR) : 0;
}

/* Draws the figure as a bar, and each end of its limit as a mark where it is within the scale. */
static void print_bar(const struct lines *lines, const struct side_op *op)
{
	int length = column_of(lines, op->value);
	char bar[BAR + 2];
	double end[2];

	memset(bar, ' ', sizeof(bar));
	memset(bar, '#', length);
	if (limit_ends(op->result->limit, op->result->unit, &end[0], &end[1]))
		for (int i = 0; i < 2; i++)
			if (end[i] > 0 && end[i] <= lines->most)
				bar[column_of(lines, end[i])] = '|';
	printf("%.*s", BAR + 1, bar);
}

/* Prints the limit with the first line that has it. */
static void print_limit(struct lines *lines, const struct side_op *op)
{
	const char *limit = limit_judged(op->result->limit) ? op->result->limit : NULL;

	if (limit && (!lines->limit || strcmp(limit, lines->limit))) {
		fputs("  limit ", stdout);
		print_text(stdout, limit);
	}
	lines->limit = limit;
}

static void interval_text(const struct side_op *op, char *text, size_t size)
{
	char value[FIGURE], lo[FIGURE], hi[FIGURE];

	figure_text(op->value, value, sizeof(value));
	figure_text(op->lo, lo, sizeof(lo));
	figure_text(op->hi, hi, sizeof(hi));
	snprintf(text, size, "%s %s [%s, %s]", value, op->result->unit, lo, hi);
}

static void print_absent(const struct side_op *op)
{
	if (!op) {
		puts("-");
		return;
	}
	printf("%s  ", op->verdict == VERDICT_SKIP   ? "SKIP"
		       : op->verdict == VERDICT_FAIL ? "FAIL"
						     : "UNDECIDED");
	print_text(stdout, op->reason ? op->reason : "");
	putchar('\n');
}

static void print_side(struct lines *lines, size_t at)
{
	const struct side *side = &lines->view->sides[at];
	const struct side_op *op = side_find(side, lines->name);
	char interval[4 * FIGURE];

	printf("  %-*s", lines->label_width, side->label);
	/* The name of a day has its date. */
	if (!lines->by_date)
		printf("  %.10s", side_started(side));
	fputs("  ", stdout);
	if (!op || !op->boots) {
		print_absent(op);
		return;
	}
	interval_text(op, interval, sizeof(interval));
	printf("%-*s  ", lines->interval_width, interval);
	print_bar(lines, op);
	print_change(lines, at);
	if (op->imprecise)
		fputs("  (imprecise)", stdout);
	/* Either it breaks its limit, or it failed in another boot than the figure is from. */
	if (op->verdict == VERDICT_FAIL) {
		fputs("  (FAIL: ", stdout);
		print_text(stdout, op->reason ? op->reason : "");
		fputc(')', stdout);
	}
	print_limit(lines, op);
	putchar('\n');
}

/* Widens the scale for the limits that are near, so that they can be drawn. */
static void widen(struct lines *lines, const struct side_op *op, double largest)
{
	double end[2];

	if (!limit_ends(op->result->limit, op->result->unit, &end[0], &end[1]))
		return;
	for (int i = 0; i < 2; i++)
		if (isfinite(end[i]) && end[i] <= FAR_LIMIT * largest)
			lines->most = fmax(lines->most, end[i]);
}

/* Finds what the lines have in common.  Returns false if no side has the operation. */
static bool measure(struct lines *lines)
{
	struct report_view *view = lines->view;
	char text[4 * FIGURE];
	bool here = false;
	double largest = 0;
	size_t i;

	for (i = 0; i < view->n; i++) {
		const struct side_op *op = side_find(&view->sides[i], lines->name);

		lines->label_width = fmax(lines->label_width, strlen(view->sides[i].label));
		here = here || op;
		if (!op || !op->boots)
			continue;
		largest = fmax(largest, op->value);
		interval_text(op, text, sizeof(text));
		lines->interval_width = fmax(lines->interval_width, strlen(text));
	}
	lines->most = largest;
	for (i = 0; i < view->n; i++) {
		const struct side_op *op = side_find(&view->sides[i], lines->name);

		if (op && op->boots)
			widen(lines, op, largest);
	}
	return here;
}

/* Prints the sides of one machine and mode.  Returns false if none of them has the operation. */
static bool print_view(struct report_view *view, const char *name, bool by_date)
{
	struct lines lines = { .view = view, .name = name, .by_date = by_date };

	if (!measure(&lines))
		return false;
	printf("%s on %s\n", name, view->name);
	for (size_t i = 0; i < view->n; i++)
		print_side(&lines, i);
	return true;
}

struct command {
	struct report_input input;
	const char *name, *html;
};

static const struct argp_option table[] = {
	{ "by", 'b', "kernel|date", 0,
	  "Print a line for each kernel (default), or for each day on which it was measured", 0 },
	{ "across-hosts", 'a', NULL, 0, "Take times of several hosts for one series", 0 },
	{ "html", 'H', "FILE", 0,
	  "Also write the page of the whole store, opened at the operation; - is standard output, "
	  "which then has only the page",
	  0 },
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case 'b':
		if (series_order_read(arg, &command->input.order))
			argp_error(state, "--by: '%s' is neither kernel nor date", arg);
		return 0;
	case 'a':
		command->input.compare.options.across_hosts = true;
		return 0;
	case 'H':
		command->html = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 1)
			argp_error(state, "more than one operation is given: name only one");
		*(state->arg_num ? &command->name : &command->input.store) = arg;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 2)
			argp_error(state, "arguments are missing: give DIR and OPERATION");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool has_operation(const struct report_views *views, const char *name)
{
	for (size_t i = 0; i < views->n; i++)
		for (size_t j = 0; j < views->view[i].n; j++)
			if (side_find(&views->view[i].sides[j], name))
				return true;
	return false;
}

static int show(struct command *command, char *err, size_t size)
{
	struct report_input *input = &command->input;
	bool only_page = command->html && !strcmp(command->html, "-");
	struct report_views views;
	int ret;

	ret = command->html ? report_views_read(input, &views, err, size)
			    : store_read(input->store, input->order, &input->compare.options,
					 &views, err, size);
	if (!ret && !has_operation(&views, command->name)) {
		snprintf(err, size, "the store has no result for '%s'", command->name);
		ret = -1;
	}
	for (size_t i = 0; !ret && !only_page && i < views.n; i++)
		print_view(&views.view[i], command->name, input->order == SERIES_BY_DATE);
	if (!ret && command->html)
		ret = page_write(command->html, &views, NULL, command->name, err, size);
	report_views_clear(&views);
	return ret;
}

int trend_main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "DIR OPERATION",
		.doc = "Shows the figure of an operation over the kernels in DIR, which "
		       "report_progs store made, or over the days.  Builds of a kernel are apart.  "
		       "Each is compared with the previous one, and | is the limit it was held "
		       "against.",
	};
	struct command command = {};
	char err[1024];
	int ret;

	argv[0] = program_command("trend");
	compare_arguments_init(&command.input.compare);
	if (parse_options(&argp, argc, argv, 0, &command))
		return REPORT_ERROR;
	ret = show(&command, err, sizeof(err));
	report_input_clear(&command.input);
	if (!ret)
		return REPORT_OK;
	complain("%s", err);
	return REPORT_ERROR;
}
