/* SPDX-License-Identifier: GPL-2.0-only */
/* What user space needs of a loaded object whose programs send: struct output_control, which
 * it shares with them, and the programs. */
#ifndef OUTPUT_CONTROL_H
#define OUTPUT_CONTROL_H

#include "bench/bench.h"
#include "progs/output_perf.h"

/* NULL when the object has none or it cannot be mapped. */
volatile struct output_control *output_control_map(const struct bench_round *round);
void output_control_unmap(volatile struct output_control *control);

/* Fd of the object's program WHAT_NAME, "send_ringbuf", or -ENOENT. */
int output_prog_fd(const struct bench_round *round, const char *what, const char *name);

#endif /* OUTPUT_CONTROL_H */
