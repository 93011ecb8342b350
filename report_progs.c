// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_progs reads result files of test_progs -J.  Each subcommand is a file of report/: the table
 * has those that compare or keep results, report/formats/formats.h those that convert them.
 */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/distance.h"
#include "bench/result/misspelt.h"
#include "bench/result/program.h"
#include "report/command.h"
#include "report/compare/directory.h"
#include "report/explain/explained.h"
#include "report/formats/formats.h"

static const struct report_command commands[] = {
	{ "compare", compare_main, "BASE.json NEW.json... | BASE*.json -- NEW*.json",
	  "show what got slower or faster, and how sure that is", true },
	{ "table", table_main, "FILE... | FILE... -- FILE... [-- FILE...]",
	  "show a column for each kernel, and the change against the first", true },
	{ "explain", explain_main, "FILE.json [NEW.json]",
	  "show which functions of the kernel a figure, or a change, consists of", false },
	{ "bounds", bounds_main, "FILE... [--slack 10%]",
	  "write limits that pin these figures, for test_progs -B", false },
	{ "store", store_main, "DIR FILE...", "keep results by machine, mode and kernel", false },
	{ "html", html_main, "FILE... | FILE... -- FILE... [-- FILE...] | --store DIR",
	  "write one page: verdict, heat map, charts, trends, published figures", true },
	{ "md", md_main, "FILE... | FILE... -- FILE... [-- FILE...]",
	  "write Markdown for the summary of a CI step, the worst first", true },
	{ "claims", claims_main, "FILE... | FILE... -- FILE... [-- FILE...] [--md | --html]",
	  "hold the published figures against each kernel", true },
	{ "advise", advise_main, "FILE... [--md]",
	  "show which hook, map or helper is cheapest on this kernel", true },
	{ "trend", trend_main, "DIR OPERATION [--html FILE]",
	  "show one figure over the kernels in a store", false },
};

/* The chosen subcommand: one of the table, or a format. */
struct choice {
	const char *name;
	const struct report_command *command;
	const struct report_format *format;
};

static struct choice find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return (struct choice){ .name = name, .command = &commands[i] };
	for (size_t i = 0; report_formats[i]; i++)
		if (!strcmp(report_formats[i]->name, name))
			return (struct choice){ .name = name, .format = report_formats[i] };
	return (struct choice){};
}

static const char *nearest_command(const char *name)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		nearest_try(&nearest, commands[i].name);
	for (size_t i = 0; report_formats[i]; i++)
		nearest_try(&nearest, report_formats[i]->name);
	return nearest.name;
}

static void describe(FILE *out, const char *name, const char *args, const char *help)
{
	fprintf(out, "  %s %s\n      %s\n", name, args, help);
}

static char *list_commands(int key, const char *text, void *input)
{
	char *list = NULL;
	size_t size;
	FILE *out;

	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	out = open_memstream(&list, &size);
	if (!out)
		return (char *)text;
	fputs("Commands (report_progs COMMAND --help shows their options):\n\n", out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		describe(out, commands[i].name, commands[i].args, commands[i].help);
	for (const struct report_format *const *format = report_formats; *format; format++)
		describe(out, (*format)->name, (*format)->args, (*format)->help);
	fputs("\nThe FILE - is standard input.  A directory of vmtest.sh stands for the results "
	      "of its kernels.\n"
	      "Exit status: 0 if nothing is worse, 1 if something is worse, 2 if the files "
	      "cannot be compared or read or the usage is wrong.\n",
	      out);
	fclose(out);
	return list;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *choice = state->input;
	const char *nearest;

	switch (key) {
	case ARGP_KEY_ARG:
		*choice = find(arg);
		nearest = choice->name ? NULL : nearest_command(arg);
		if (nearest)
			argp_error(state, "there is no command '%s'; did you mean %s?", arg,
				   nearest);
		if (!choice->name)
			argp_error(state, "there is no command '%s': see --help", arg);
		/* The command parses the other arguments. */
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no command is given: see --help");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/*
 * A pattern for all JSON files of a directory also matches other files of vmtest.sh, which are no
 * result files: run.json, and the explanations of the results.
 */
static bool is_no_result(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *explained = strstr(name, ".explain.json");
	const char *schema = NULL;
	char head[128];
	size_t n;
	FILE *in;

	if (!strcmp(name, "run.json"))
		schema = "\"schema\": \"bpf-perf-run/1\"";
	else if (explained && !explained[strlen(".explain.json")])
		schema = "\"schema\": \"" EXPLAIN_SCHEMA "\"";
	if (!schema)
		return false;
	in = fopen(path, "r");
	if (!in)
		return false;
	n = fread(head, 1, sizeof(head) - 1, in);
	head[n] = '\0';
	fclose(in);
	return strstr(head, schema);
}

/* Removes such files from the arguments, and returns how many arguments are left. */
static int leave_out(int argc, char **argv)
{
	int i, n = 0;

	for (i = 0; i < argc; i++)
		if (!i || !is_no_result(argv[i]))
			argv[n++] = argv[i];
	argv[n] = NULL;
	return n;
}

/*
 * Replaces directories of vmtest.sh by their result files, in a new array.  Returns NULL and the
 * reason in err if one cannot be read.
 */
static char **with_files(int *argc, char **argv, char *err, size_t size)
{
	char **words = calloc(*argc + 1, sizeof(*words)), **more;
	int i, n = 0;

	for (i = 0; words && i < *argc; i++) {
		struct directory directory;
		size_t j;

		if (!i || !is_run_directory(argv[i])) {
			words[n++] = argv[i];
			continue;
		}
		if (directory_read(argv[i], &directory, err, size))
			return NULL;
		more = reallocarray(words, *argc + n + directory.n + 1, sizeof(*words));
		if (!more)
			return NULL;
		words = more;
		/* They are freed with the process. */
		for (j = 0; j < directory.n; j++)
			words[n++] = directory.path[j];
	}
	if (words)
		words[n] = NULL;
	*argc = n;
	return words;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "COMMAND ...",
		.doc = "Reads the result files of test_progs -J.\v",
		.help_filter = list_commands,
	};
	char err[1024] = "out of memory";
	struct choice choice = {};
	int at, status;

	argp_err_exit_status = REPORT_ERROR;
	argp_program_version_hook = program_print_version;
	if (parse_options(&argp, argc, argv, ARGP_IN_ORDER, &choice))
		return REPORT_ERROR;
	for (at = 1; argv[at] != choice.name; at++)
		;
	argc -= at;
	if (choice.format || choice.command->run != explain_main)
		argc = leave_out(argc, argv + at);
	argv += at;
	if (!choice.command || !choice.command->directories)
		argv = with_files(&argc, argv, err, sizeof(err));
	if (!argv) {
		complain("%s", err);
		return REPORT_ERROR;
	}
	status = choice.format ? report_format_main(argc, argv, choice.format)
			       : choice.command->run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		complain("standard output cannot be written");
		return REPORT_ERROR;
	}
	return status;
}
