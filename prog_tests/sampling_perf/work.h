/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a fixed piece of work, alternately with and without sampling, and measures its CPU time.
 * docs/sampling_perf.md has the reasons. */
#ifndef SAMPLING_WORK_H
#define SAMPLING_WORK_H

#include "test_progs.h"
#include "prog_tests/sampling_perf/event.h"

/* The samples of one round at one rate. */
struct sampled {
	/* CPU time of the windows with and without sampling, in ns. */
	double with, without;
	/* Additional time of each slice with a sample, compared with those beside it, in ns. The
	 * caller frees it. */
	struct samples extra;
	/* Samples that came during the work. */
	unsigned int hits;
	/* Median of the program's own time, in ns. */
	double handler;
	struct tally tally;
};

/* Does this number of windows of work that are not measured. */
void sampling_work_idle(volatile struct sampling_home *home, unsigned int windows);

/*
 * Works until there are as many samples as periods fit into the seconds, and one of them is in a
 * slice that nothing else disturbed. Returns 0 or a negative errno.
 */
int sampling_work(struct bench_round *round, const struct events *events,
		  volatile struct sampling_home *home, double seconds, struct sampled *sampled);

/* Sorts the values and returns their median; NAN if there are none. */
double sampling_median(double *values, size_t n);

#endif /* SAMPLING_WORK_H */
