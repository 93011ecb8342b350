/* SPDX-License-Identifier: GPL-2.0-only */
/* As many figures as there come to be. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>

/* All 0 to begin with; values is the owner's to free. */
struct samples {
	double *values;
	size_t n, size;
};

/* 0 or -ENOMEM. */
int samples_add(struct samples *samples, double value);

#endif /* BENCH_SAMPLES_H */
