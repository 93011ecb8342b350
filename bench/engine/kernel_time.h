/* SPDX-License-Identifier: GPL-2.0-only */
/* The time of an operation by the kernel's own statistics, bpf_stats, beside the time that its
 * program takes itself. */
#ifndef BENCH_KERNEL_TIME_H
#define BENCH_KERNEL_TIME_H

#include "bench/engine/samples.h"

struct measurement;
struct op;

/* The time of one operation in ns, without what the statistics add to a run. */
struct kernel_time {
	/* Of the current round, with the baseline; NAN: there is none. */
	double round;
	/* Of all rounds, net of the baseline. */
	struct samples rounds;
};

/* Call it after the samples of a round: runs the programs again while the statistics are on. There
 * are none where the clock counts instructions, or where the kernel does not let us switch them on.
 */
void kernel_time_round(struct measurement *m);

/* Returns the median of the rounds, or NAN if there are none. */
double kernel_time_figure(const struct kernel_time *time);

#endif /* BENCH_KERNEL_TIME_H */
