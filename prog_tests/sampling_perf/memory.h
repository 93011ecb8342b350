/* SPDX-License-Identifier: GPL-2.0-only */
/* run() of bench_user_op: the memory of a profiler, in bytes. */
#ifndef SAMPLING_MEMORY_H
#define SAMPLING_MEMORY_H

#include "test_progs.h"

/* Its maps, and the buffers of its events. */
int sampling_memory(struct bench_round *round, unsigned int n, double *value);
/* As sampling_memory(), with a ring buffer for samples, whose MB are .arg (unsigned int). */
int sampling_memory_buffers(struct bench_round *round, unsigned int n, double *value);

#endif /* SAMPLING_MEMORY_H */
