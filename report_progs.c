// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads result files of test_progs -J: the subcommands are in the table, each in a file
 * of report/.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

static const struct report_command commands[] = {
	{ "compare", compare_main, "BASE.json NEW.json... | BASE*.json -- NEW*.json",
	  "what got slower, what faster, and how sure that is" },
	{ "bounds", bounds_main, "FILE... [--slack 10%]",
	  "limits that pin these figures, for test_progs -B" },
	{ "store", store_main, "DIR FILE...", "keep results, by machine, mode and kernel" },
	{ "html", html_main, "FILE... | FILE... -- FILE... [-- FILE...] | --store DIR",
	  "one page: verdict, heat map, charts, trends, published figures" },
	{ "md", md_main, "FILE... | FILE... -- FILE... [-- FILE...]",
	  "Markdown for the summary of a CI step, worst first" },
	{ "trend", trend_main, "DIR OPERATION [--html FILE]",
	  "one figure over the kernels in a store" },
	{ "junit", junit_main, "FILE...", "JUnit XML, for continuous integration" },
	{ "ktap", ktap_main, "FILE...", "KTAP version 1, as test_progs --ktap writes it" },
	{ "kcidb", kcidb_main, "[--origin NAME] [--build ID] FILE...",
	  "a report for KernelCI's database" },
	{ "openmetrics", openmetrics_main, "FILE...",
	  "metrics for Prometheus' textfile collector" },
};

static const struct report_command *find(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
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
	fputs("Commands; report_progs COMMAND --help tells their options:\n\n", out);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %s %s\n      %s\n", commands[i].name, commands[i].args,
			commands[i].help);
	fputs("\nExit status: 0 nothing is worse, 1 something is, 2 not comparable, not readable "
	      "or bad usage.\n",
	      out);
	fclose(out);
	return list;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct report_command **command = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		*command = find(arg);
		if (!*command)
			argp_error(state, "no command is called '%s'", arg);
		/* The rest is the command's own. */
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which command?");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "COMMAND ...",
		.doc = "Reads what test_progs -J wrote.\v",
		.help_filter = list_commands,
	};
	const struct report_command *command = NULL;
	int at, status;

	argp_err_exit_status = REPORT_ERROR;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &command))
		return REPORT_ERROR;
	for (at = 1; argv[at] != command->name && strcmp(argv[at], command->name); at++)
		;
	status = command->run(argc - at, argv + at);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "report_progs: standard output cannot be written\n");
		return REPORT_ERROR;
	}
	return status;
}
