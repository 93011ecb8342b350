/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs each test in a child process; one of them measures at a time. A child that crashes or
 * hangs does not affect the others: the kernel frees its programs, maps and links with its
 * descriptors.
 */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/engine/core.h"
#include "bench/result/result.h"
#include "bench/engine/session.h"

struct child {
	const char *test;
	void (*run)(struct bench *bench);
	struct bench_config config;

	pid_t pid;
	/* Pipes for messages from the child and for turns to it; -1 when closed. closed_ns is the
	 * time when they were closed. */
	int in, out;
	uint64_t closed_ns;
	/* The process has been reaped. It may end later than its pipes. */
	bool ended;
	char *text;
	size_t used, size;
	/* It waits for its turn; it has its turn. */
	bool ready, turn;
	/* It has measured something; its last message was that it is done. */
	bool began, done;
	/* Progress so far: operations, how many of them have settled, and rounds of all objects. */
	size_t ops, settled;
	double passes;
	/* When the turn began, or the last sign of life in it. */
	uint64_t turn_began;

	/* What it has sent. */
	char **op_names;
	/* The fixed unit of each operation's figure; NULL for one in ns, or in insns if
	 * instructions are counted. */
	char **op_units;
	/* The description of each operation, or NULL. */
	char **op_abouts;
	size_t n_op_names;
	struct result *results;
	size_t n_results;
	/* State of the core during the samples: see session_finish(). */
	uint64_t states[CORE_STATES];
	double loads, cycle_ns;
	char *misfit;
	/* How it died, "" if it did not. */
	char death[192];
};

/* What is known about an operation while its test is running. */
struct child_figure {
	const char *op;
	/* Why the operation failed, or NULL. If it is not NULL, the members below are not set. */
	const char *failed;
	const char *unit;
	/* The figure of the rounds so far, and half of its interval. */
	double value, half;
	unsigned int rounds;
	/* The interval is narrow enough: the figure will hardly change any more. */
	bool settled;
};

struct children {
	struct child *child;
	size_t n;
	/* End of the measuring time, in ns of CLOCK_MONOTONIC; 0 for none. */
	uint64_t deadline;
	/* Longest time that a turn may take without a sign of life, in ns. */
	uint64_t watchdog;
	/* Becomes nonzero when the user wants to stop; may be NULL. */
	const volatile sig_atomic_t *stop;
	/* Called from time to time with the number of settled operations; may be NULL. */
	void (*progress)(void *arg, const struct children *children);
	/* Called with each figure when it arrives. If it is NULL, children send no figures. */
	void (*figure)(void *arg, const struct child *child, const struct child_figure *figure);
	/* The argument of both callbacks. */
	void *progress_arg;
};

/* Starts every child, serves them until all have ended, and collects their results. Returns 0, or a
 * negative errno if a process could not be started. Call children_free() in both cases. */
int children_run(struct children *children);
void children_free(struct children *children);

#endif /* BENCH_CHILD_H */
