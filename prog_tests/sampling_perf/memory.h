/* SPDX-License-Identifier: GPL-2.0-only */
/* run() of bench_user_op: the memory of a profiler, bytes. */
#ifndef SAMPLING_MEMORY_H
#define SAMPLING_MEMORY_H

#include "bench/bench.h"

/* Its maps, and the buffers of its events. */
int sampling_memory(struct bench_round *round, unsigned int n, double *value);
/* The same, and a ring buffer of so many MB (.arg, unsigned int) to carry samples. */
int sampling_memory_buffers(struct bench_round *round, unsigned int n, double *value);

#endif /* SAMPLING_MEMORY_H */
