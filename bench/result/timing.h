/* SPDX-License-Identifier: GPL-2.0-only */
/* Options of a kernel's configuration that change what BPF costs, of configs/timing. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/*
 * Returns the options of a configuration's text that change what BPF costs, as an object of their
 * values without quotes: {"HZ": "250", "PREEMPT_DYNAMIC": "y"}.  What is not set is not in it.  Names
 * are those of the newest kernels.  NULL if out of memory.
 */
json_t *timing_options(const char *config);
/* Returns true if a missing option may be as good as one that is set. */
bool timing_was_unconditional(const char *option);

#endif /* BENCH_TIMING_H */
