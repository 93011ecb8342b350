/* SPDX-License-Identifier: GPL-2.0-only */
/* A growable array of doubles. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>

/* Initialize it with zeros; the owner frees values. */
struct samples {
	double *values;
	size_t n, size;
};

/* Returns 0 or -ENOMEM. */
int samples_add(struct samples *samples, double value);

#endif /* BENCH_SAMPLES_H */
