/* SPDX-License-Identifier: GPL-2.0-only */
/* Callbacks of the objects that measure the cost of sending or taking an event. */
#ifndef OUTPUT_PRODUCER_H
#define OUTPUT_PRODUCER_H

#include "test_progs.h"

/* progs/output_perf_idle.c: there is no reader; prepare() empties the buffers. */
int output_idle_setup(struct bench_round *round);
int output_idle_prepare(struct bench_round *round);

/* progs/output_perf_waiting.c: a thread waits for each buffer. */
int output_waiting_setup(struct bench_round *round);
int output_waiting_prepare(struct bench_round *round);

/* progs/output_perf_full.c: there is no room. */
int output_full_setup(struct bench_round *round);

/* For the three objects above. */
void output_producer_teardown(struct bench_round *round);

/* progs/output_perf_user_ringbuf.c: user space is the producer. */
int output_user_setup(struct bench_round *round);
int output_user_prepare(struct bench_round *round);
void output_user_teardown(struct bench_round *round);

#endif /* OUTPUT_PRODUCER_H */
