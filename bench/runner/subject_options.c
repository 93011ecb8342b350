// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/runner/subject_options.h"
#include "bench/tool/standard.h"

/* The keys must differ from those of options.c. */
enum {
	OPT_PROGRAMS = 512,
	OPT_TOOL,
	OPT_DATA_IN,
	OPT_CTX_IN,
	OPT_LOAD,
	OPT_SET,
	OPT_WARM,
	OPT_BUDGET,
};

static const struct argp_option table[] = {
	{ "programs", OPT_PROGRAMS, "FILE", 0,
	  "Measure the programs and maps of any BPF objects as they are; further files may follow "
	  "(docs/your-programs.md)",
	  3 },
	{ "tool", OPT_TOOL, "CMD", 0,
	  "Measure what a tool costs that loads its BPF programs by itself; may be repeated", 3 },
	{ "budget", OPT_BUDGET, "FILE", 0,
	  "What tools may cost, in place of the published budgets: limits as for -B, none, or "
	  "default (bounds/tool.bounds)",
	  3 },
	{ "data-in", OPT_DATA_IN, "FILE", 0,
	  "Packets for them: a capture (pcap, pcapng), one raw frame, or tcp4, tcp6, udp4 or udp6 "
	  "(tcp4)",
	  3 },
	{ "ctx-in", OPT_CTX_IN, "FILE", 0, "Context for programs that take none of the packets",
	  3 },
	{ "warm", OPT_WARM, "NUM", 0, "Run this many packets first, so that they fill the maps",
	  3 },
	{ "load", OPT_LOAD, "CMD", 0,
	  "Command that makes the events for attached programs, and ends (default: system calls, "
	  "files, processes, connections)",
	  3 },
	{ "set", OPT_SET, "NAME=NUM", 0,
	  "Set MAP.max_entries, or a variable such as rodata.debug, before the load", 3 },
	{},
};

/* Adds a copy of the array with one more text. Returns the array. */
static const char **append(const char **texts, size_t n, const char *text)
{
	texts = realloc(texts, (n + 1) * sizeof(*texts));
	if (!texts)
		exit(EXIT_SETUP);
	texts[n] = text;
	return texts;
}

static void add_file(struct programs_options *programs, const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		exit(EXIT_SETUP);
	programs->files = append(programs->files, programs->n_files++, copy);
}

void subject_add_object(struct programs_options *programs, const char *path)
{
	glob_t found;

	if (!access(path, F_OK) || glob(path, 0, NULL, &found)) {
		add_file(programs, path);
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_file(programs, found.gl_pathv[i]);
	globfree(&found);
}

/* Checks what belongs to --programs and --tool when all options are known. */
static void check(struct options *options, const struct argp_state *state)
{
	const struct programs_options *p = &options->programs;
	char name[PROGRAMS_NAME], why[512];

	if (options->tool.standard && options->tool.n_commands)
		argp_error(state, "--tool and -t " TOOL_STANDARD " exclude each other");
	if (options->tool.standard && tool_standard(&options->tool))
		exit(EXIT_SETUP);
	if (p->load && !p->n_files && !options->tool.n_commands)
		argp_error(state, "--load is for --programs and --tool");
	if (options->budget && !options->tool.n_commands)
		argp_error(state, "--budget is for --tool");
	if (options->tool.n_commands && (p->n_files || options->object))
		argp_error(state, "--tool, --programs and -o exclude each other");
	if (!p->n_files && (p->data_in || p->ctx_in || p->n_sets || p->warm))
		argp_error(state, "--data-in, --ctx-in, --set and --warm are for --programs");
	if (p->n_files && options->object)
		argp_error(state, "--programs and -o exclude each other");
	for (size_t i = 0; i < p->n_files; i++)
		if (programs_name(p, i, name, why, sizeof(why)))
			argp_error(state, "%s", why);
}

static unsigned int packets(const char *text, const struct argp_state *state)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 0 || value > 1000000)
		argp_error(state, "--warm: '%s' is not a number of packets, at most 1000000", text);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	struct programs_options *programs = &options->programs;

	switch (key) {
	case ARGP_KEY_END:
		check(options, state);
		return 0;
	case OPT_PROGRAMS:
		subject_add_object(programs, arg);
		return 0;
	case OPT_TOOL:
		options->tool.commands =
			append(options->tool.commands, options->tool.n_commands++, arg);
		return 0;
	case OPT_BUDGET:
		options->budget = arg;
		return 0;
	case OPT_DATA_IN:
		programs->data_in = arg;
		return 0;
	case OPT_CTX_IN:
		programs->ctx_in = arg;
		return 0;
	case OPT_LOAD:
		programs->load = options->tool.load = arg;
		return 0;
	case OPT_SET:
		programs->sets = append(programs->sets, programs->n_sets++, arg);
		return 0;
	case OPT_WARM:
		programs->warm = packets(arg, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp subject_argp = { .options = table, .parser = parse };

void subject_free(struct options *options)
{
	for (size_t i = 0; i < options->programs.n_files; i++)
		free((char *)options->programs.files[i]);
	free(options->programs.files);
	free(options->programs.sets);
	free(options->tool.commands);
	free(options->tool.loads);
}
