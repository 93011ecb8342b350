/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers the same question in user space from all events, and in the kernel.
 * progs/output_perf_pairs.c sends, and the measuring thread itself reads, so that the time includes
 * all CPU time of either way.
 */
#ifndef OUTPUT_PAIRS_H
#define OUTPUT_PAIRS_H

#include "test_progs.h"

/* A way to the answer; .arg of its operations. */
struct output_way {
	/* The name of its program is send_NAME. */
	const char *name;
	/* What user space does with an event: filters looks for one in one_in, counts counts by its
	 * key. Neither is set if the program does it. */
	bool filters, counts;
	/* User space reads the counts from the map after all events. */
	bool reads_map;
	/* One event in this many must be found. */
	unsigned int one_in;
};

int output_pairs_setup(struct bench_round *round);
void output_pairs_teardown(struct bench_round *round);

/* run() of bench_user_op: returns the ns for n events that are sent and answered. It fails if an
 * event was lost or if the answer is wrong. */
int output_pairs_cost(struct bench_round *round, unsigned int n, double *ns);
/* Another figure of these runs: bytes per event that reached user space. */
int output_pairs_data(struct bench_round *round, unsigned int n, double *bytes);

#endif /* OUTPUT_PAIRS_H */
