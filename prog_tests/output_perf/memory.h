/* SPDX-License-Identifier: GPL-2.0-only */
/* How much memory is behind a buffer: progs/output_perf_memory.c. */
#ifndef OUTPUT_MEMORY_H
#define OUTPUT_MEMORY_H

#include "bench/bench.h"

/*
 * run() of bench_user_op: bytes of the pages behind what user space maps of it,
 * each page counted once; those of perf buffers of all CPUs.
 */
int output_memory_ringbuf(struct bench_round *round, unsigned int n, double *bytes);
int output_memory_user_ringbuf(struct bench_round *round, unsigned int n, double *bytes);
int output_memory_perfbuf(struct bench_round *round, unsigned int n, double *bytes);

/* A share of one of those: run() of an operation of .of. */
int output_memory_cpu(struct bench_round *round, unsigned int n, double *bytes);

#endif /* OUTPUT_MEMORY_H */
