/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of test_progs. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/programs/programs.h"
#include "bench/result/screen.h"
#include "bench/runner/catalog.h"
#include "bench/runner/select.h"
#include "bench/tool/tool.h"

/* Exit statuses of test_progs. */
enum {
	EXIT_PASSED = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_SETUP = 3,
	EXIT_ALL_SKIPPED = 4,
	/* Nothing failed, but not everything was decided: with --strict, or if nothing passed. */
	EXIT_UNDECIDED = 5,
	EXIT_INTERRUPTED = 130,
};

#define MAX_BOUNDS 16

/* The names that --profile accepts, each with its published budgets. Ends with NULL. */
extern const char *const options_profiles[];

struct options {
	struct selector *selector;
	/* The words after -l. */
	struct catalog_search search;
	/* Files of limits, -B. They override the default limits. */
	const char *bounds[MAX_BOUNDS];
	size_t n_bounds;
	const char *results;
	/* Result file to compare with, -C. */
	const char *base;
	const char *dump;
	const char *object;
	/* --programs and what belongs to it; no files: it is not given. */
	struct programs_options programs;
	/* --tool; no commands: it is not given. */
	struct tool_options tool;
	/* --budget: a file, "none", or "default" and NULL for tool.bounds. */
	const char *budget;
	/* One of options_profiles; its budgets are in profile-NAME.bounds. */
	const char *profile;
	/* "auto", "ns" or "insns". */
	const char *unit;
	bool list, count, quick, claims, hist, ktap, strict;
	/* --allow-unknown: a limit for an unknown operation is not an error. */
	bool allow_unknown;
	int verbose;
	enum colour_when colour;
	/* Seconds. If time is 0, the default of this kind of run applies. */
	double time, watchdog;
	/* -1: choose the best of the allowed CPUs. */
	int cpu;
	/* Operations of a run where instructions are counted; 0: as many as usual. */
	unsigned int window;
};

/* Parses the command line. If it is wrong, prints a message and exits with EXIT_USAGE. */
void options_parse(struct options *options, int argc, char **argv);
/* Frees what options_parse() has allocated, but not the selector. */
void options_free(struct options *options);

#endif /* BENCH_OPTIONS_H */
