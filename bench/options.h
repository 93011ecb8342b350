/* SPDX-License-Identifier: GPL-2.0-only */
/* test_progs' command line. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/select.h"

/* Exit statuses of test_progs. */
enum {
	EXIT_PASSED = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_SETUP = 3,
	EXIT_ALL_SKIPPED = 4,
	/* Nothing failed, but not all could be told: under --strict, or where nothing passed. */
	EXIT_UNDECIDED = 5,
	EXIT_INTERRUPTED = 130,
};

#define MAX_BOUNDS 16

/* The kinds of use whose published budgets --profile chooses; NULL at the end. */
extern const char *const options_profiles[];

struct options {
	struct selector *selector;
	/* Files of limits, -B, that override the default ones. */
	const char *bounds[MAX_BOUNDS];
	size_t n_bounds;
	const char *results;
	/* Result file to compare with, -C. */
	const char *base;
	const char *dump;
	const char *object;
	/* One of options_profiles: its budgets are in profile-NAME.bounds. */
	const char *profile;
	/* "auto", "ns" or "insns". */
	const char *unit;
	bool list, count, quick, claims, ktap, strict;
	/* Limits of what there is not are no error (--allow-unknown). */
	bool allow_unknown;
	int verbose;
	/* Seconds; time 0: the default for the kind of run. */
	double time, watchdog;
	/* -1: the last one we may use. */
	int cpu;
};

/* Exits with EXIT_USAGE and a message when the command line is wrong. */
void options_parse(struct options *options, int argc, char **argv);

#endif /* BENCH_OPTIONS_H */
