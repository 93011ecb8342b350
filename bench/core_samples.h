/* SPDX-License-Identifier: GPL-2.0-only */
/* A growable array of samples, and its columns. */
#ifndef BENCH_CORE_SAMPLES_H
#define BENCH_CORE_SAMPLES_H

#include <stddef.h>

#include "bench/core.h"

struct sample {
	/* What one operation took, in clock units (of user space that says a figure: the figure). */
	double ns;
	/* Length of a core cycle meanwhile, ns; 0: not read. */
	double cycle_ns;
	enum core_state state;
};

/* All 0 to begin with; at is the owner's to free. */
struct core_samples {
	struct sample *at;
	size_t n, size;
};

/* 0 or -ENOMEM. */
int core_samples_add(struct core_samples *samples, struct sample sample);

/* Samples of any state. */
#define SAMPLES_ANY CORE_STATES

enum sample_unit { IN_TIME, IN_CYCLES, SAMPLE_UNITS };

/*
 * The samples of one state, or SAMPLES_ANY, sorted: ns, or that in core cycles.  values has
 * room for all of them; returns how many there are.
 */
size_t core_samples_column(const struct core_samples *samples, unsigned int state,
			   enum sample_unit unit, double *values);

#endif /* BENCH_CORE_SAMPLES_H */
