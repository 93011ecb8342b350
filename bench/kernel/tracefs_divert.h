/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that BPF programs print, without disturbing those who read the trace pipe. */
#ifndef BENCH_TRACEFS_DIVERT_H
#define BENCH_TRACEFS_DIVERT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Directs our lines of an event to a private trace instance and nowhere else. This is for an event
 * that the kernel enables for everybody when a BPF program is loaded: bpf_trace/bpf_trace_printk,
 * see __set_printk_clr_event() in kernel/trace/bpf_trace.c. The global buffer and tracing_on stay
 * as they are.
 *
 * - A filter on the global event drops our lines and lets others' through, whether the event is
 *   enabled or not.
 * - If the event was off, tracefs_divert_settle() switches it off again after a load, so that
 *   a line costs as much as writing to one buffer. If it was on, it stays on, because somebody
 *   may be reading. Then the figures contain the filter's cost.
 * - Several processes may divert the same lines at a time: the tests of a run are processes, and
 *   measure in turns. The first one sets everything up, the others use it, and the last one restores
 *   it. So a line is written to one buffer, however many they are.
 * - A guardian (guard.h) removes the filter and the instance and restores the event, even
 *   after kill -9.
 */
struct tracefs_divert;

/*
 * Starts it. event is "bpf_trace/bpf_trace_printk"; ours is a filter expression that is true for
 * our lines. Call it before the kernel enables the event for us. Returns 0 and *divert, which
 * tracefs_divert_stop() frees, or a negative errno with the reason in why.
 */
int tracefs_divert_start(struct tracefs_divert **divert, const char *event, const char *ours,
			 char *why, size_t size);

/* Call this after a load. It waits until the kernel has enabled the event, which newer kernels do
 * later in a worker, and restores the event. Returns 0 or a negative errno. */
int tracefs_divert_settle(const struct tracefs_divert *divert);

/* Returns true if the global event was on before, so that it still is. */
bool tracefs_divert_shared(const struct tracefs_divert *divert);

/* Restores everything and frees divert. Returns 0 or a negative errno. NULL is allowed. */
int tracefs_divert_stop(struct tracefs_divert *divert);

#endif /* BENCH_TRACEFS_DIVERT_H */
