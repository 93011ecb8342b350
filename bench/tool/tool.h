/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measures whole tools, which load and attach BPF programs by themselves: the option --tool. A round
 * starts the tool, waits until its programs are loaded, runs a load without it and with it, and
 * stops it.
 */
#ifndef BENCH_TOOL_H
#define BENCH_TOOL_H

#include <stdbool.h>
#include <stddef.h>

struct bench;

/* What the command line says about all tools. */
struct tool_options {
	const char **commands;
	size_t n_commands;
	/* Command that makes events; NULL for the built-in load. */
	const char *load;
	/* These of tool_perf: a tool or a load that is not installed is a SKIP. */
	bool standard;
	/* A load for each command, which is a part of its name; NULL for load, or for all. */
	const char **loads;
};

/* Longest name of a test that is made from a command, with its terminating 0. */
#define TOOL_NAME 64

/* Writes the name of the test of command number i: the program's name without its directory, and with
 * "." that of a load of its own; a second command of one name gets "+2". */
void tool_name(const struct tool_options *options, size_t i, char name[TOOL_NAME]);

/* Measures the command of bench->config->object_file; run_arg is a struct tool_options. */
void tool_run(struct bench *bench);

#endif /* BENCH_TOOL_H */
