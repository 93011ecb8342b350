/* SPDX-License-Identifier: GPL-2.0-only */
/* When a tool has loaded and attached its programs. */
#ifndef BENCH_TOOL_READY_H
#define BENCH_TOOL_READY_H

#include "bench/engine/bench.h"

struct loaded;
struct process;

/*
 * Waits until the tool has attached its programs, and fills loaded with what it has. *ns is what that
 * took. Returns 0, or a negative errno with a reason: it ended before, or it loads nothing.
 */
int ready_wait(struct bench_round *round, struct process *process, struct loaded *loaded,
	       double *ns);

#endif /* BENCH_TOOL_READY_H */
