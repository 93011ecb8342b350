/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory behind a buffer: progs/output_perf_memory.c. */
#ifndef OUTPUT_MEMORY_H
#define OUTPUT_MEMORY_H

#include "test_progs.h"

/* Callbacks for bench_user_op.run. They return the bytes of the pages that user space maps of a
 * buffer, with each page counted once. For perf buffers it is the sum over all CPUs. */
int output_memory_ringbuf(struct bench_round *round, unsigned int n, double *bytes);
int output_memory_ringbuf_8_pages(struct bench_round *round, unsigned int n, double *bytes);
int output_memory_user_ringbuf(struct bench_round *round, unsigned int n, double *bytes);
int output_memory_perfbuf(struct bench_round *round, unsigned int n, double *bytes);

/* The share of one CPU in one of these figures: run() of an operation with .of. */
int output_memory_cpu(struct bench_round *round, unsigned int n, double *bytes);

#endif /* OUTPUT_MEMORY_H */
