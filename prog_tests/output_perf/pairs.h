/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same question answered in user space, from all events, and in the kernel:
 * progs/output_perf_pairs.c sends, the measuring thread itself reads, so the time
 * is all the CPU time that either way takes.
 */
#ifndef OUTPUT_PAIRS_H
#define OUTPUT_PAIRS_H

#include "bench/bench.h"

/* A way to the answer; .arg of its operations. */
struct output_way {
	/* send_NAME is its program. */
	const char *name;
	/* What user space does with an event: looks for one in so many, or counts it
	 * by its key; neither when the program did. */
	bool filters, counts;
	/* Takes the counts out of the map when all are sent. */
	bool reads_map;
	/* Events that the answer is to have found; one in so many. */
	unsigned int one_in;
};

int output_pairs_setup(struct bench_round *round);
void output_pairs_teardown(struct bench_round *round);

/* run() of bench_user_op: ns for n events sent and answered.  Fails when an event
 * was lost or the answer is wrong. */
int output_pairs_cost(struct bench_round *round, unsigned int n, double *ns);
/* One more figure of that: bytes that reached user space, for an event. */
int output_pairs_data(struct bench_round *round, unsigned int n, double *bytes);

#endif /* OUTPUT_PAIRS_H */
