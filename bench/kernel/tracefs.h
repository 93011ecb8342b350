/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events, without disturbing what others trace.
 *
 * tracefs is a detached mount: it is visible nowhere and disappears with its file descriptor. Paths
 * are relative to its root.
 */
#ifndef BENCH_TRACEFS_H
#define BENCH_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

/* Mounts tracefs. Returns a directory fd of its root, for mount.h, which the caller closes; or a
 * negative errno. */
int tracefs_open(void);

/*
 * Attaches a BPF program to a trace event, such as "sched/sched_switch". libbpf's own function
 * needs a tracefs that is mounted for everybody; this one does not. Returns 0 and *link, which the
 * caller destroys, or a negative errno.
 */
int tracefs_attach(const char *event, const struct bpf_program *prog, struct bpf_link **link);

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

#endif /* BENCH_TRACEFS_H */
