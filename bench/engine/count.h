/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts an operation's cycles and instructions with the processor's counters, beside its time.
 * Separate programs count, so that the timed ones are unchanged. If the kernel does not let
 * programs of this type read a counter, user space reads it around the run.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/engine/hw.h"
#include "bench/result/result.h"
#include "bench/engine/samples.h"

struct bench;
struct bpf_object;
struct bpf_program;
struct group;
struct measurement;
struct op;

/* Readings from user space, directly before and after a program's run. */
struct count_window {
	const struct hw *hw;
	struct bench_counter before[BENCH_EVENTS], after[BENCH_EVENTS];
};

/* The counts of an operation. */
struct counts {
	/* Names of the programs: count__<operation> and idle__<operation>. */
	char *count, *idle;
	/* The kernel has the helper that the counting program calls. */
	bool supported;
	/* Programs of this round; count_prog is NULL if user space counts. */
	struct bpf_program *count_prog, *idle_prog;
	/* The last count was made by count_prog. */
	bool inside;
	/* Counts per operation in this round, including the baseline. */
	struct samples samples[BENCH_EVENTS];
	/* Counts per operation of all rounds, net of the baseline. */
	struct samples rounds[BENCH_EVENTS];
	/* Runs that were counted, and how many of them failed because others used the counters. */
	unsigned long tried, refused;
	/* Why nothing was counted, as a negative errno; 0 if there is no reason. */
	int err;
};

/* Opens the counters, if there are any. */
void count_open(struct bench *bench);

/* For tests, on machines without counters: counts these events instead of cycles and instructions.
 * Call it before bench_run(). around: read them from user space, even if programs can read them. */
void count_instead(struct bench *bench, const struct hw_event events[BENCH_EVENTS], bool around);

/* Finds out once which counting programs this kernel supports. */
void count_scan(struct group *group, const struct bpf_object *obj);
/* Chooses which of the programs are loaded. */
void count_choose(const struct group *group, const struct bpf_object *obj,
		  const struct bench *bench);
/* Call it after the load: finds the programs and gives them the counters. */
void count_load(struct group *group, const struct bpf_object *obj, const struct bench *bench);
/* Takes the counts of an operation in a round, if it can be counted. */
void count_op(struct measurement *m, struct op *op);
/* Counts all operations except hooks, which are counted while they are attached. Then computes the
 * counts of the round. */
void count_round(struct measurement *m);
/* Computes the figure from the rounds. The caller frees the strings. */
void count_result(const struct op *op, const struct bench *bench, struct hw_cost *cost);
void count_free(struct counts *counts);

#endif /* BENCH_COUNT_H */
