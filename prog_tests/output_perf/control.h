/* SPDX-License-Identifier: GPL-2.0-only */
/* struct output_control of a loaded object, shared with its running programs. */
#ifndef OUTPUT_CONTROL_H
#define OUTPUT_CONTROL_H

#include "bench/bench.h"
#include "progs/output_perf.h"

/* NULL when the object has none or it cannot be mapped. */
volatile struct output_control *output_control_map(const struct bench_round *round);
void output_control_unmap(volatile struct output_control *control);

#endif /* OUTPUT_CONTROL_H */
