// SPDX-License-Identifier: GPL-2.0-only
/* report_progs compare: the command line. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>

#include "report/report.h"

enum { OPT_ALL = 256, OPT_CSV, OPT_EVENTS };

static const struct argp_option table[] = {
	{ "all", OPT_ALL, NULL, 0, "Show what is unchanged, too", 0 },
	{ "csv", OPT_CSV, NULL, 0, "All operations as comma separated values", 0 },
	{ "events", OPT_EVENTS, "FILE", 0,
	  "Operations and how often a second your workload does them: what the changes cost it",
	  0 },
	{},
};

struct command {
	struct compare_arguments compare;
	const char *events;
	bool all, csv;
	struct file_list files;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->compare;
		return 0;
	case OPT_ALL:
		command->all = true;
		return 0;
	case OPT_CSV:
		command->csv = true;
		return 0;
	case OPT_EVENTS:
		command->events = arg;
		return 0;
	case ARGP_KEY_ARG:
		return files_add(&command->files, arg);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { &compare_argp, 0, NULL, 0 }, {} };

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "BASE.json NEW.json...\nBASE*.json -- NEW*.json [-- NEWER*.json]...",
	.doc = "Compares result files of test_progs -J: what got slower, what faster, how sure "
	       "that is.  Of several files on a side each is of one boot.\v"
	       "Exit status: 0 nothing is worse, 1 something is, 2 not comparable, not readable or "
	       "bad usage.",
	.children = children,
};

static void warn_incomplete(const struct side *side)
{
	for (size_t i = 0; i < side->n_docs; i++) {
		const json_t *run = side->docs[i].run;

		if (json_is_true(json_object_get(run, "incomplete")))
			printf("%s: INCOMPLETE, it was interrupted\n", side->docs[i].path);
		if (json_is_true(json_object_get(run, "quick")))
			printf("%s: of a --quick run, with few rounds\n", side->docs[i].path);
		if (side->repeated[i])
			printf("%s: there already, which is no other boot: it counts once\n",
			       side->docs[i].path);
	}
}

static void print_all(const struct compare_view *view, const struct side *old)
{
	size_t i;

	for (i = 0; i < view->n; i++)
		comparison_verdict(stdout, &view->comparisons[i]);
	warn_incomplete(old);
	for (i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		warn_incomplete(c->new);
		if (c->too_few)
			printf("%s: of the unchanged, %zu have too few rounds for a change of one "
			       "alone to be significant (several runs a side have more)\n",
			       c->new->label, c->too_few);
	}
	for (i = 0; i < view->n; i++)
		environment_print(stdout, old, view->comparisons[i].new, view->n > 1);
	putchar('\n');
	comparison_table(stdout, view);
	comparison_means(stdout, view);
	verification_print(stdout, view);
}

/* Otherwise that nothing is worse would say nothing. */
static int in_common(const struct comparison *c, char *err, size_t size)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->diffs[i].old && c->diffs[i].new)
			return 0;
	snprintf(
		err, size,
		"not comparable: %s and %s have no operation in common: run the same tests on both",
		c->old->docs[0].path, c->new->docs[0].path);
	return -EINVAL;
}

int compare_report(const struct side *old, const struct side *sides, size_t n,
		   const struct compare_options *options, bool all, bool csv,
		   const struct events *events)
{
	struct comparison *comparisons = calloc(n + 1, sizeof(*comparisons));
	struct compare_view view = { comparisons, 0, all };
	char err[512] = "out of memory";
	int status = comparisons ? REPORT_OK : REPORT_ERROR;
	size_t i;

	for (i = 0; status != REPORT_ERROR && i < n; i++) {
		if (sides_comparable(old, &sides[i], err, sizeof(err)) ||
		    compare_sides(old, &sides[i], options, &comparisons[view.n]))
			status = REPORT_ERROR;
		else if (in_common(&comparisons[view.n++], err, sizeof(err)))
			status = REPORT_ERROR;
		else if (comparison_worse(&comparisons[view.n - 1]))
			status = REPORT_WORSE;
	}
	if (status != REPORT_ERROR && csv)
		comparison_csv(stdout, &view);
	else if (status != REPORT_ERROR)
		print_all(&view, old);
	for (i = 0; events && status != REPORT_ERROR && i < view.n; i++)
		if (events_print(stdout, events, &comparisons[i], err, sizeof(err)))
			status = REPORT_ERROR;
	if (status == REPORT_ERROR) {
		fflush(stdout);
		fprintf(stderr, "report_progs: %s\n", err);
	}
	for (i = 0; i < view.n; i++)
		comparison_clear(&comparisons[i]);
	free(comparisons);
	return status;
}

static int set_up(struct command *command, struct events *events, struct side **sides, char *err,
		  size_t size)
{
	size_t n = files_sides(&command->files);
	int ret;

	if (n < 2) {
		snprintf(err, size, "compare what with what? BASE.json NEW.json");
		return -EINVAL;
	}
	if (command->csv && command->events) {
		snprintf(err, size,
			 "--events is text, which no reader of --csv takes: run it twice");
		return -EINVAL;
	}
	ret = command->events ? events_read(command->events, events, err, size) : 0;
	if (!ret)
		ret = compare_arguments_ready(&command->compare, err, size);
	if (!ret)
		ret = files_read(&command->files, sides, err, size);
	if (!ret)
		ret = compare_arguments_match(&command->compare, *sides, n, err, size);
	return ret;
}

int compare_main(int argc, char **argv)
{
	struct command command = {};
	struct events events = {};
	struct side *sides = NULL;
	char err[1024] = "out of memory";
	int status = REPORT_ERROR;

	argv[0] = "report_progs compare";
	compare_arguments_init(&command.compare);
	files_parse(&command.files, &argp, argc, argv, &command);
	if (set_up(&command, &events, &sides, err, sizeof(err)))
		fprintf(stderr, "report_progs: %s\n", err);
	else
		status = compare_report(&sides[0], sides + 1, files_sides(&command.files) - 1,
					&command.compare.options, command.all, command.csv,
					command.events ? &events : NULL);
	sides_free(sides, files_sides(&command.files));
	compare_arguments_clear(&command.compare);
	events_clear(&events);
	files_clear(&command.files);
	return status;
}
