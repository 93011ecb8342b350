/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations in the processor's own counts, beside their time.  Programs of their own
 * count, so that what is timed is not changed by it; and where the kernel lets no program
 * of this type read a counter, it is read from user space around the run.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/hw.h"
#include "bench/result.h"
#include "bench/samples.h"

struct bench;
struct bpf_program;

/* Readings from user space, right before and after a program's run. */
struct count_window {
	const struct hw *hw;
	struct bench_counter before[BENCH_EVENTS], after[BENCH_EVENTS];
};

/* What is known of an operation's counts. */
struct counts {
	/* Programs by name: count__<operation> and idle__<operation>. */
	char *count, *idle;
	/* The kernel has what the counting program calls. */
	bool supported;
	/* This round; count_prog is NULL where it is counted from user space. */
	struct bpf_program *count_prog, *idle_prog;
	/* It was count_prog that counted, last time. */
	bool inside;
	/* Of one operation, the baseline not yet subtracted. */
	struct samples samples[BENCH_EVENTS];
	/* All rounds, net. */
	struct samples rounds[BENCH_EVENTS];
	/* Tries, and those in which others had the counters. */
	unsigned long tried, refused;
	/* Why there was no count at all, a negative errno; 0 for nothing to say. */
	int err;
};

/* Opens the counters, if there are any. */
void count_open(struct bench *bench);

/* In place of cycles and instructions, before bench_run(): for tests, where there are none.
 * around: from user space, even where programs may read them. */
void count_instead(struct bench *bench, const struct hw_event events[BENCH_EVENTS], bool around);

#endif /* BENCH_COUNT_H */
