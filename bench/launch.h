/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tests run, each in a child process, and how long: from the registry and the command
 * line to struct children.
 */
#ifndef BENCH_LAUNCH_H
#define BENCH_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/catalog.h"
#include "bench/options.h"

/* An entry of the registry. */
struct test {
	const char *name;
	void (*run)(struct bench *bench);
};

/*
 * Asks every test, or the object of -o in their place, for the names of its operations; why
 * one has none goes to stderr.  0 or a negative errno; launch_unlist() in both cases.
 */
int launch_list(struct children *listed, const struct test *tests, size_t n,
		const struct options *options, int cpu);
void launch_unlist(struct children *listed);

/* What a run is, beside what the command line says. */
struct launch {
	const struct options *options;
	const struct catalog *catalog;
	int cpu;
	bool insns;
	/* Of all samples; NULL for none. */
	FILE *dump;
	/* CLOCK_MONOTONIC, ns: the time for measuring begins here. */
	uint64_t started_ns;
	/* Becomes nonzero when the user wants to stop. */
	const volatile sig_atomic_t *stop;
};

/* Has the selected tests measure, and waits for them.  0 or a negative errno. */
int launch_run(struct children *children, const struct launch *launch);

#endif /* BENCH_LAUNCH_H */
