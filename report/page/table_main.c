// SPDX-License-Identifier: GPL-2.0-only
/* report_progs table: a column for each kernel, for people who look at a terminal. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/environment.h"
#include "report/page/table_text.h"
#include "report/store/run.h"

/* Where nobody tells how wide the screen is. */
#define COLUMNS 80

struct command {
	struct report_input input;
	bool verbose;
	enum colour_when colour;
};

enum { OPT_COLOUR = 256 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->input;
		return 0;
	case OPT_COLOUR:
		if (colour_parse(arg, &command->colour))
			argp_error(state, "--color: '%s' is not auto, always or never", arg);
		return 0;
	case 'v':
		command->verbose = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Prints a line of at most the screen's width. */
static void say(const struct screen *screen, const char *line)
{
	screen_wrap(stdout, line, screen->terminal ? screen->width : 0, 0);
	putchar('\n');
}

/* Kernels that cannot be compared stand beside each other without a change. */
static int compare_all(struct report_view *view, const struct comparison **changes,
		       const struct screen *screen)
{
	char err[1024], line[sizeof(err) + LABEL_SIZE + 32];

	for (size_t i = 1; i < view->n; i++) {
		int ret = view_pair(view, 0, i, &changes[i], err, sizeof(err));

		if (ret == -ENOMEM)
			return ret;
		if (!ret)
			continue;
		changes[i] = NULL;
		snprintf(line, sizeof(line), "%s: shown without a change: %s", view->sides[i].label,
			 err);
		say(screen, line);
	}
	return 0;
}

static void say_warnings(const struct side *side, const struct screen *screen)
{
	char *text = NULL, *rest, *line;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		side_warnings(stdout, side);
		return;
	}
	side_warnings(out, side);
	fclose(out);
	for (rest = text; rest && (line = strsep(&rest, "\n")) && *line;)
		say(screen, line);
	free(text);
}

/* Directories of vmtest.sh name the kernels that have no results. */
static void say_silent(const struct file_list *files, const struct screen *screen)
{
	for (size_t i = 0; i < files->n_directories; i++)
		for (size_t j = 0; j < files->directories[i].n_silent; j++)
			say(screen, files->directories[i].silent[j]);
}

/* What is below the table. */
static void say_rest(const struct command *command, const struct report_view *view,
		     const struct table_rows *rows, const struct table_marks *marks,
		     const struct screen *screen)
{
	size_t shown = command->verbose ? 0 : rows->skipped;
	char line[128];

	if (marks->imprecise)
		say(screen, "~ imprecise: half of the interval is wider than 10 % of the value");
	if (marks->over)
		say(screen, "! over its limit");
	for (size_t i = 0; i < view->n; i++)
		say_warnings(&view->sides[i], screen);
	say_silent(&command->input.files, screen);
	if (!rows->n && !rows->skipped)
		say(screen, "No operation was measured.");
	if (!shown)
		return;
	snprintf(line, sizeof(line), "Every kernel skips %zu of %zu operations: -v lists them",
		 shown, rows->n + shown);
	say(screen, line);
}

static int show(const struct command *command, struct report_view *view, char *err, size_t size)
{
	const struct comparison **changes = calloc(view->n, sizeof(*changes));
	struct screen screen = screen_of(stdout, command->colour);
	struct table_rows rows = {};
	struct table_marks marks = {};
	int ret = changes ? 0 : -ENOMEM;

	/* A file is read on a screen later. */
	if (!screen.width)
		screen.width = COLUMNS;
	snprintf(err, size, "out of memory");
	if (!ret)
		ret = compare_all(view, changes, &screen);
	if (!ret)
		ret = table_rows_make(view, command->verbose, &rows);
	if (!ret && rows.n)
		ret = table_print(stdout, view, &rows, changes, &screen, &marks);
	if (!ret)
		say_rest(command, view, &rows, &marks, &screen);
	table_rows_free(&rows);
	free(changes);
	return ret;
}

static const struct argp_option table[] = {
	{ "verbose", 'v', NULL, 0, "List the operations that every kernel skips, too", 0 },
	{ "color", OPT_COLOUR, "WHEN", 0,
	  "Colours: auto, only on a terminal and without NO_COLOR; always; never (auto)", 0 },
	{},
};

static const struct argp_child children[] = { { &report_input_argp, 0, NULL, 0 }, {} };

static const struct argp argp = {
	.options = table,
	.parser = parse,
	.args_doc = "FILE...\nFILE... -- FILE... [-- FILE...]...",
	.doc = "Shows the operations by family, with a column for each kernel and the change "
	       "against the first.  Kernels that do not fit into the width of the terminal stand "
	       "in blocks below each other.  All files between two -- are boots of one kernel.  Of "
	       "a directory of vmtest.sh it also names the kernels without results.\v"
	       "Exit status: 0 if the table is written, 2 if the files cannot be read or the usage "
	       "is wrong.",
	.children = children,
};

static int run(const void *arg, struct report_views *views, char *err, size_t size)
{
	const struct command *command = arg;
	int ret = compare_arguments_match(&command->input.compare, views->view->sides,
					  views->view->n, err, size);

	return ret ? ret : show(command, views->view, err, size);
}

int table_main(int argc, char **argv)
{
	/* They are also shown if they cannot be compared. */
	struct command command = { .input.alone = true };

	return report_main(argc, argv, "table", &argp, &command, &command.input, run);
}
