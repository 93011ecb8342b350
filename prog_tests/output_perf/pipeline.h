/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends events from a program on the measuring CPU, by schedule or as fast as possible, to a
 * consumer of libbpf on another CPU. The programs are in progs/output_perf_pipeline.bpf.h. */
#ifndef OUTPUT_PIPELINE_H
#define OUTPUT_PIPELINE_H

#include "test_progs.h"
/* The skeletons need this header. */
#include "progs/output_perf.h"

/* The load of an operation; its .arg. */
struct output_load {
	/* Its programs are send_NAME and end_NAME. */
	const char *name;
	const char *map;
	/* Pages of a perf buffer on each CPU; 0 for a ring buffer. */
	unsigned int pages;
	/* The consumer polls without sleeping. */
	bool busy;
	/* Events per second to send; 0 for as many as possible. */
	unsigned int rate;
};

int output_pipeline_setup(struct bench_round *round);
void output_pipeline_teardown(struct bench_round *round);

/*
 * Callbacks for bench_user_op.run, with n = 1. The first sends for some milliseconds and returns
 * the median of the time from program to callback in ns. All times are in the histogram, and errors
 * is the number of lost events. It fails if the program and the consumer disagree about losses. It
 * is skipped if the load cannot be reached. The others return figures of that run: events per
 * second, and the lost ones in percent.
 */
int output_pipeline_latency(struct bench_round *round, unsigned int n, double *ns);
int output_pipeline_rate(struct bench_round *round, unsigned int n, double *rate);
int output_pipeline_loss(struct bench_round *round, unsigned int n, double *percent);

#endif /* OUTPUT_PIPELINE_H */
