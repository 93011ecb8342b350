/* SPDX-License-Identifier: GPL-2.0-only */
/* What user space needs of an object whose programs send events: the struct output_control that it
 * shares with them, and the programs. */
#ifndef OUTPUT_CONTROL_H
#define OUTPUT_CONTROL_H

#include "test_progs.h"
#include "progs/output_perf.h"

/* Returns NULL if the object has none or if it cannot be mapped. */
volatile struct output_control *output_control_map(const struct bench_round *round);
void output_control_unmap(volatile struct output_control *control);

/* Returns the descriptor of the object's program WHAT_NAME, such as "send_ringbuf", or -ENOENT. */
int output_prog_fd(const struct bench_round *round, const char *what, const char *name);

#endif /* OUTPUT_CONTROL_H */
