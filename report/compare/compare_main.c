// SPDX-License-Identifier: GPL-2.0-only
/* The command line of report_progs compare. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/comparable.h"
#include "report/compare/compare_main.h"
#include "report/compare/csv.h"
#include "report/compare/environment.h"
#include "report/compare/files.h"
#include "report/compare/listing.h"
#include "report/compare/mail.h"
#include "report/compare/means.h"
#include "report/compare/options.h"
#include "report/compare/pair.h"
#include "report/compare/table.h"
#include "report/compare/why.h"
#include "report/text/text.h"

/* Where nobody tells how wide the screen is. */
#define COLUMNS 80

enum {
	OPT_ALL = 256,
	OPT_CSV,
	OPT_EVENTS,
	OPT_STRICT,
	OPT_UNSURE,
	OPT_PAIR,
	OPT_MAIL,
	OPT_INSN_NS,
	OPT_COLOUR,
	OPT_WHY
};

static const struct argp_option table[] = {
	{ "all", OPT_ALL, NULL, 0, "Show unchanged operations, too", 0 },
	{ "csv", OPT_CSV, NULL, 0, "Print all operations as comma separated values", 0 },
	{ "events", OPT_EVENTS, "FILE", 0,
	  "Show what the changes cost your workload: FILE has operations and their rate per second",
	  0 },
	{ "insn-ns", OPT_INSN_NS, "NS", 0,
	  "For --events with results in instructions: how long one takes (cycles per instruction "
	  "divided by GHz)",
	  0 },
	{ "pair", OPT_PAIR, "FILE", 0,
	  "In place of --insn-ns, twice: a result file in ns and one in instructions of one kernel",
	  0 },
	{ "unsure", OPT_UNSURE, NULL, 0,
	  "Also list what is unsure, which is only counted otherwise", 0 },
	{ "mail", OPT_MAIL, NULL, 0,
	  "Print the answer and the worst changes in 72 columns, with the commands that measure "
	  "them again",
	  0 },
	{ "why", OPT_WHY, NULL, 0,
	  "With each change show the functions of the kernel that changed most, for results of "
	  "vmtest.sh --explain",
	  0 },
	{ "verbose", 'v', NULL, 0, "Print intervals and p (q), too, however narrow the screen is",
	  0 },
	{ "color", OPT_COLOUR, "WHEN", 0,
	  "Colours: auto, only on a terminal and without NO_COLOR; always; never (auto)", 0 },
	{ "strict", OPT_STRICT, NULL, 0, "Exit with 4 when it cannot be told", 0 },
	{},
};

struct command {
	struct compare_arguments compare;
	const char *events;
	double insn_ns;
	const char *pair[2];
	size_t n_pair;
	bool all, unsure, csv, mail, why, strict, verbose;
	enum colour_when colour;
	struct file_list files;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	char *end;

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
	case OPT_STRICT:
		command->strict = true;
		return 0;
	case OPT_INSN_NS:
		command->insn_ns = strtod(arg, &end);
		if (end == arg || *end || !(command->insn_ns > 0 && command->insn_ns < 1e3))
			argp_error(state, "--insn-ns: '%s' is not a time such as 0.25", arg);
		return 0;
	case OPT_PAIR:
		if (command->n_pair == 2)
			argp_error(state, "--pair: expected two files, one in ns and one in insns");
		command->pair[command->n_pair++] = arg;
		return 0;
	case OPT_UNSURE:
		command->unsure = true;
		return 0;
	case 'v':
		command->verbose = true;
		return 0;
	case OPT_COLOUR:
		if (colour_parse(arg, &command->colour))
			argp_error(state, "--color: '%s' is not auto, always or never", arg);
		return 0;
	case OPT_MAIL:
		command->mail = true;
		return 0;
	case OPT_WHY:
		command->why = true;
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
	.doc = "Compares result files of test_progs -J: what got slower or faster, and how sure "
	       "that is.  Each file of a side is one boot.\v"
	       "Exit status: 0 if nothing is worse, 1 if something is worse, 2 if the files cannot "
	       "be compared or read or the usage is wrong.  Where it cannot be told the first line "
	       "says so; the status is 0 then, and 4 with --strict.",
	.children = children,
};

/* What comes before the table: the answer first. */
static void print_before(FILE *out, const struct compare_view *view, const struct side *old)
{
	size_t i;

	for (i = 0; i < view->n; i++)
		comparison_verdict(out, &view->comparisons[i]);
	side_warnings(out, old);
	for (i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];

		side_warnings(out, c->new);
		if (c->too_few)
			fprintf(out,
				"%s: %zu unchanged operations have too few rounds for a change of "
				"one alone to be significant: give several runs for each side\n",
				c->new->label, c->too_few);
	}
	for (i = 0; i < view->n; i++)
		environment_print(out, old, view->comparisons[i].new, view->n > 1);
}

static void print_after(FILE *out, const struct compare_view *view, const struct side *old)
{
	comparison_means(out, view);
	verification_print(out, view);
}

static enum ink answer_ink(const char *line)
{
	return !strncmp(line, "WORSE", 5)	? INK_WORSE
	       : !strncmp(line, "NOT WORSE", 9) ? INK_BETTER
						: INK_OPEN;
}

/* Prints lines. On a terminal they are broken between words, and the answer is coloured. */
static void print_lines(char *text, const struct screen *screen, size_t answers)
{
	char *rest = text, *line;

	for (size_t i = 0; (line = strsep(&rest, "\n")) && (*line || rest); i++) {
		enum ink ink = i < answers ? answer_ink(line) : INK_PLAIN;
		size_t word = i < answers ? strcspn(line, ":(") : 0, indent = strspn(line, " ");

		if (!screen->terminal) {
			printf("%s%.*s%s%s\n", screen_on(screen, ink), (int)word, line,
			       screen_off(screen, ink), line + word);
			continue;
		}
		printf("%s%.*s%s", screen_on(screen, ink), (int)word, line,
		       screen_off(screen, ink));
		printf("%*s", (int)(word ? 0 : indent), "");
		screen_wrap(stdout, line + (word ? word : indent), screen->width,
			    word ? word : indent);
		putchar('\n');
	}
}

static void print_prose(void (*print)(FILE *, const struct compare_view *, const struct side *),
			const struct compare_view *view, const struct side *old,
			const struct screen *screen, size_t answers)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		print(stdout, view, old);
		return;
	}
	print(out, view, old);
	if (fclose(out))
		puts("(out of memory)");
	else
		print_lines(text, screen, answers);
	free(text);
}

/* A file is read on a screen later. */
static unsigned int width_of(const struct compare_show *show)
{
	return show->screen.width ? show->screen.width : COLUMNS;
}

static void print_all(const struct compare_view *view, const struct side *old,
		      const struct compare_show *show)
{
	struct screen screen = show->screen;

	screen.width = width_of(show);
	print_prose(print_before, view, old, &screen, view->n);
	putchar('\n');
	comparison_listing(stdout, view, &screen, show->verbose);
	if (view->why)
		why_hidden(stdout, view->why, view);
	print_prose(print_after, view, old, &screen, 0);
}

/* Without a common operation "nothing is worse" would mean nothing. */
static int in_common(const struct comparison *c, char *err, size_t size)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->diffs[i].old && c->diffs[i].new)
			return 0;
	snprintf(err, size,
		 "not comparable: %s and %s have no common operation: run the same tests on both",
		 c->old->docs[0].path, c->new->docs[0].path);
	return -EINVAL;
}

/* Something that is worse outweighs what cannot be told. */
static int worst(int status, enum answer answer)
{
	if (answer == ANSWER_WORSE || status == REPORT_WORSE)
		return REPORT_WORSE;
	return answer == ANSWER_CANNOT_TELL ? REPORT_CANNOT_TELL : status;
}

int compare_report(const struct side *old, const struct side *sides, size_t n,
		   const struct compare_options *options, const struct compare_show *show)
{
	struct comparison *comparisons = calloc(n + 1, sizeof(*comparisons));
	struct compare_view view = { comparisons, 0, show->all, show->unsure, NULL };
	struct why why = {};
	char err[512] = "out of memory";
	int status = comparisons ? REPORT_OK : REPORT_ERROR;
	size_t i;

	for (i = 0; status != REPORT_ERROR && i < n; i++) {
		if (sides_comparable(old, &sides[i], options, err, sizeof(err)) ||
		    compare_sides(old, &sides[i], options, &comparisons[view.n]))
			status = REPORT_ERROR;
		else if (in_common(&comparisons[view.n++], err, sizeof(err)))
			status = REPORT_ERROR;
		else
			status = worst(status, comparisons[view.n - 1].all.answer);
	}
	if (status != REPORT_ERROR && show->why) {
		view.why = &why;
		if (why_read(&why, old, sides, n, err, sizeof(err)))
			status = REPORT_ERROR;
	}
	if (status != REPORT_ERROR && show->csv)
		comparison_csv(stdout, &view);
	else if (status != REPORT_ERROR && show->mail)
		comparison_mail(stdout, &view);
	else if (status != REPORT_ERROR)
		print_all(&view, old, show);
	for (i = 0; show->events && status != REPORT_ERROR && i < view.n; i++)
		if (events_print(stdout, show->events, &comparisons[i], width_of(show), err,
				 sizeof(err)))
			status = REPORT_ERROR;
	if (status == REPORT_ERROR) {
		fflush(stdout);
		complain("%s", err);
	}
	for (i = 0; i < view.n; i++)
		comparison_clear(&comparisons[i]);
	free(comparisons);
	why_clear(&why);
	return status;
}

static int set_up(struct command *command, struct events *events, struct insn_pair *pair,
		  struct side **sides, char *err, size_t size)
{
	size_t n = files_sides(&command->files);
	int ret;

	if (n < 2) {
		snprintf(err, size, "nothing to compare with: give at least BASE.json NEW.json");
		return -EINVAL;
	}
	if (command->csv && command->events) {
		snprintf(err, size,
			 "--csv and --events cannot be combined: run the command once with each");
		return -EINVAL;
	}
	ret = command->events ? events_read(command->events, events, err, size) : 0;
	if (!ret)
		ret = compare_arguments_ready(&command->compare, err, size);
	if (!ret && command->n_pair == 1) {
		snprintf(err, size, "--pair: expected two files, one in ns and one in insns");
		ret = -EINVAL;
	}
	if (!ret && command->n_pair)
		ret = insn_pair_read(command->pair, pair, err, size);
	events->insn_ns = command->insn_ns;
	events->pair = command->n_pair ? pair : NULL;
	if (!ret)
		ret = files_read(&command->files, &command->compare, sides, err, size);
	if (!ret)
		ret = compare_arguments_match(&command->compare, *sides, n, err, size);
	return ret;
}

int compare_main(int argc, char **argv)
{
	struct command command = {};
	struct events events = {};
	struct insn_pair pair = {};
	struct side *sides = NULL;
	char err[1024] = "out of memory";
	int status = REPORT_ERROR;

	argv[0] = program_command("compare");
	compare_arguments_init(&command.compare);
	files_parse(&command.files, &argp, argc, argv, &command);
	if (set_up(&command, &events, &pair, &sides, err, sizeof(err)))
		complain("%s", err);
	else
		status = compare_report(&sides[0], sides + 1, files_sides(&command.files) - 1,
					&command.compare.options,
					&(struct compare_show){
						.all = command.all,
						.unsure = command.unsure,
						.csv = command.csv,
						.mail = command.mail,
						.why = command.why,
						.verbose = command.verbose,
						.screen = screen_of(stdout, command.colour),
						.events = command.events ? &events : NULL,
					});
	if (status == REPORT_CANNOT_TELL && !command.strict)
		status = REPORT_OK;
	sides_free(sides, files_sides(&command.files));
	compare_arguments_clear(&command.compare);
	events_clear(&events);
	insn_pair_clear(&pair);
	files_clear(&command.files);
	return status;
}
