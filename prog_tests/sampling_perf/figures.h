/* SPDX-License-Identifier: GPL-2.0-only */
/* The figures of a rate. All of them are computed from the same samples. */
#ifndef SAMPLING_FIGURES_H
#define SAMPLING_FIGURES_H

#include "prog_tests/sampling_perf/work.h"

/* Callbacks of an object with the program "profile" and the maps of sampling_perf.bpf.h. */
int sampling_open(struct bench_round *round);
int sampling_setup_clock(struct bench_round *round);
int sampling_setup_cycles(struct bench_round *round);
void sampling_teardown(struct bench_round *round);

/* One figure; .arg of an operation with .once whose run() is sampling_figure(). */
struct sampling_figure {
	/* In Hz: 19, 49, 99, 199 or 999. */
	unsigned int rate;
	double (*of)(const struct sampled *at, unsigned int rate);
};

int sampling_figure(struct bench_round *round, unsigned int n, double *value);

/* In percent of a CPU (the first two), in ns (the next two), and in percent of the samples due. */
double sampling_cpu_overhead(const struct sampled *at, unsigned int rate);
double sampling_cpu_by_samples(const struct sampled *at, unsigned int rate);
double sampling_cost(const struct sampled *at, unsigned int rate);
double sampling_handler(const struct sampled *at, unsigned int rate);
double sampling_samples_taken(const struct sampled *at, unsigned int rate);

#endif /* SAMPLING_FIGURES_H */
