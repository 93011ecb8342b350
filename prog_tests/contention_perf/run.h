/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a program on several CPUs at the same time: callbacks of the tables in
 * prog_tests/contention_perf.c. */
#ifndef CONTENTION_PERF_RUN_H
#define CONTENTION_PERF_RUN_H

#include "test_progs.h"

/* bench_user_op.arg. */
struct contention {
	/* The operation in progs/contention_perf.c. */
	const char *name;
	/* The number of CPUs; 0 for all. */
	unsigned int cpus;
	/* The last CPU writes the map by system call instead. */
	bool sys;
};

/* What the object keeps in round->ctx. */
size_t contention_size(void);

/* bench_object callbacks. */
int contention_before(struct bench_round *round);
int contention_after(struct bench_round *round);
int contention_open(struct bench_round *round);
int contention_setup(struct bench_round *round);
void contention_teardown(struct bench_round *round);

/* bench_user_op.run: operations a second of all CPUs together, and the times of single ones; how many
 * of the last run's failed, in percent. */
int contention_rate(struct bench_round *round, unsigned int n, double *rate);
int contention_failed(struct bench_round *round, unsigned int n, double *percent);

#endif /* CONTENTION_PERF_RUN_H */
