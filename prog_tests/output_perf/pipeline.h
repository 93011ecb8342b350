/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events from a program on the measuring CPU, by schedule or as fast as it can, to
 * a consumer of libbpf on another CPU.  The programs are those of
 * progs/output_perf_pipeline.bpf.h.
 */
#ifndef OUTPUT_PIPELINE_H
#define OUTPUT_PIPELINE_H

#include "bench/bench.h"
/* The skeletons need it. */
#include "progs/output_perf.h"

/* What an operation does; its .arg. */
struct output_load {
	/* send_NAME and end_NAME are its programs. */
	const char *name;
	const char *map;
	/* Pages of a perf buffer, on each CPU; 0 for a ring buffer. */
	unsigned int pages;
	/* Polls without sleeping. */
	bool busy;
	/* Events a second to be sent; 0 for as many as can be. */
	unsigned int rate;
};

int output_pipeline_setup(struct bench_round *round);
void output_pipeline_teardown(struct bench_round *round);

/*
 * run() of bench_user_op, n is 1.  The first sends for some milliseconds and gives
 * the median of the time from program to callback in ns, with all of them in the
 * histogram and what was lost in errors.  It fails when the program and the
 * consumer disagree about what was lost, and is skipped when the load cannot be
 * offered.  The others are figures of that run: events a second, and percent lost.
 */
int output_pipeline_latency(struct bench_round *round, unsigned int n, double *ns);
int output_pipeline_rate(struct bench_round *round, unsigned int n, double *rate);
int output_pipeline_loss(struct bench_round *round, unsigned int n, double *percent);

#endif /* OUTPUT_PIPELINE_H */
