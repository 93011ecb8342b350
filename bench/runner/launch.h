/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns the registry and the command line into struct children: which tests run, each in a child
 * process, and for how long. */
#ifndef BENCH_LAUNCH_H
#define BENCH_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/runner/catalog.h"
#include "bench/runner/options.h"

/* An entry of the registry. */
struct test {
	const char *name;
	void (*run)(struct bench *bench);
};

/*
 * Asks every test, or the object of -o instead, for the names of its operations. If one has
 * none, prints the reason on stderr. Returns 0 or a negative errno. Call launch_unlist() in both
 * cases.
 */
int launch_list(struct children *listed, const struct test *tests, size_t n,
		const struct options *options, int cpu);
/* Returns true if a test has no operations: launch_list() has said why. */
bool launch_refused(const struct children *listed);
void launch_unlist(struct children *listed);

/* What defines a run, beside the command line. */
struct launch {
	const struct options *options;
	const struct catalog *catalog;
	int cpu;
	bool insns;
	/* File for all samples; NULL for none. */
	FILE *dump;
	/* Start of the measuring time, in ns of CLOCK_MONOTONIC. */
	uint64_t started_ns;
	/* Becomes nonzero when the user wants to stop. */
	const volatile sig_atomic_t *stop;
};

/* Runs the selected tests and waits for them. Returns 0 or a negative errno. */
int launch_run(struct children *children, const struct launch *launch);

#endif /* BENCH_LAUNCH_H */
