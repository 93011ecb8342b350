/* SPDX-License-Identifier: GPL-2.0-only */
/* Hashes of which all keys are in one bucket. */
#ifndef PROG_TESTS_MAP_PERF_COLLISIONS_H
#define PROG_TESTS_MAP_PERF_COLLISIONS_H

#include "test_progs.h"

/* Most keys in one bucket. */
#define MOST_COLLISIONS 16

/* For bench_object.setup: puts the keys into the maps bucket_1 to bucket_16, and asks the kernel
 * whether they share a bucket. */
int fill_collisions(struct bench_round *round);

#endif /* PROG_TESTS_MAP_PERF_COLLISIONS_H */
