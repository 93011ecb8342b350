/* SPDX-License-Identifier: GPL-2.0-only */
/* A growable array of samples, and access to its columns. */
#ifndef BENCH_CORE_SAMPLES_H
#define BENCH_CORE_SAMPLES_H

#include <stddef.h>

#include "bench/engine/core.h"

struct sample {
	/* Time of one operation in clock units; the figure itself if a user-space operation returns
	 * one. */
	double ns;
	/* Length of a core cycle during the sample in ns; 0 if it was not read. */
	double cycle_ns;
	enum core_state state;
};

/* Initialize it with zeros; the owner frees at. */
struct core_samples {
	struct sample *at;
	size_t n, size;
};

/* Returns 0 or -ENOMEM. */
int core_samples_add(struct core_samples *samples, struct sample sample);

/* Selects samples of any state. */
#define SAMPLES_ANY CORE_STATES

enum sample_unit { IN_TIME, IN_CYCLES, SAMPLE_UNITS };

/* Copies the samples of one state, or of SAMPLES_ANY, sorted: in ns or in core cycles. values must
 * have room for all samples. Returns how many it copied. */
size_t core_samples_column(const struct core_samples *samples, unsigned int state,
			   enum sample_unit unit, double *values);

#endif /* BENCH_CORE_SAMPLES_H */
