/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests in child processes: one each, one measuring at a time.  A child that
 * crashes or hangs takes nothing with it: its programs, maps and links go with
 * its descriptors, and the others go on.
 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/core.h"
#include "bench/result.h"
#include "bench/session.h"

struct child {
	const char *test;
	void (*run)(struct bench *bench);
	struct bench_config config;

	pid_t pid;
	/* Messages in, turns out; -1 when closed, at that time. */
	int in, out;
	uint64_t closed_ns;
	/* After that: its process is no more. */
	bool ended;
	char *text;
	size_t used, size;
	/* Waits for its turn, or has it. */
	bool ready, turn;
	/* Has measured something; its last word was that it is through. */
	bool began, done;
	/* Measured so far: operations, those settled, and rounds of all of them. */
	size_t ops, settled;
	double passes;
	uint64_t turn_began;

	/* What came of it. */
	char **op_names;
	/* The unit that its figure has always; NULL for ns, or insns where those are counted. */
	char **op_units;
	size_t n_op_names;
	struct result *results;
	size_t n_results;
	/* How the core was: see session_finish(). */
	uint64_t states[CORE_STATES];
	double loads, cycle_ns;
	char *misfit;
	/* How it died, "" when it did not. */
	char death[192];
};

/* What is known of an operation while its test goes on. */
struct child_figure {
	const char *op;
	/* Why it failed; NULL when it did not, and only then there is more. */
	const char *failed;
	const char *unit;
	/* By the rounds so far, and half of its interval. */
	double value, half;
	unsigned int rounds;
	/* Narrow enough: it will hardly change any more. */
	bool settled;
};

struct children {
	struct child *child;
	size_t n;
	/* End of the time for measuring, CLOCK_MONOTONIC ns; 0 for none. */
	uint64_t deadline;
	/* A turn may take this long, ns. */
	uint64_t watchdog;
	/* Becomes nonzero when the user wants to stop; may be NULL. */
	const volatile sig_atomic_t *stop;
	/* Called now and then with what is settled; may be NULL. */
	void (*progress)(void *arg, const struct children *children);
	/* Called with each figure as it comes; NULL: none are sent. */
	void (*figure)(void *arg, const struct child *child, const struct child_figure *figure);
	/* For both. */
	void *progress_arg;
};

/* Starts every child, serves them until all have ended, and collects.  0 or a
 * negative errno when a process could not be started. */
int children_run(struct children *children);
void children_free(struct children *children);

#endif /* BENCH_CHILD_H */
