/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fixed piece of work, alternately sampled and not, by the CPU time that it takes;
 * docs/sampling_perf.md says why so.
 */
#ifndef SAMPLING_WORK_H
#define SAMPLING_WORK_H

#include "bench/samples.h"
#include "prog_tests/sampling_perf/event.h"

/* What one round found at one rate. */
struct sampled {
	/* CPU time of the windows with and without sampling, ns. */
	double with, without;
	/* How much longer each slice with a sample took than those beside it, ns; the
	 * caller's to free. */
	struct samples extra;
	/* Samples that came while the work was done. */
	unsigned int hits;
	/* The program's own time, median, ns. */
	double handler;
	struct tally tally;
};

/* So many windows of work that do not count. */
void sampling_work_idle(volatile struct sampling_home *home, unsigned int windows);

/*
 * Works until so many samples came as periods fit into the seconds wanted, and one of them in
 * a slice that nothing else disturbed.  0 or a negative errno.
 */
int sampling_work(struct bench_round *round, const struct events *events,
		  volatile struct sampling_home *home, double seconds, struct sampled *sampled);

/* Sorts them; NAN of none. */
double sampling_median(double *values, size_t n);

#endif /* SAMPLING_WORK_H */
