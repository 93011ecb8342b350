/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events without touching what others trace.
 *
 * tracefs is mounted nowhere: a detached mount, which dies with its file
 * descriptor.  Paths are relative to its root.
 */
#ifndef BENCH_TRACEFS_H
#define BENCH_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/libbpf.h>

/* A directory fd on tracefs's root, the caller's, for mount.h; or a negative errno. */
int tracefs_open(void);

/*
 * Attaches a BPF program to a trace event, "sched/sched_switch".  libbpf's own
 * attaching wants tracefs to be mounted where everybody sees it; this does not.
 * 0 and the link, which the caller destroys, or a negative errno.
 */
int tracefs_attach(const char *event, const struct bpf_program *prog, struct bpf_link **link);

/*
 * Has the lines of an event go to a trace instance of our own and nowhere else,
 * for an event that the kernel enables for everybody when a BPF program is
 * loaded: bpf_trace/bpf_trace_printk, see __set_printk_clr_event() in
 * kernel/trace/bpf_trace.c.  Everybody's buffer and tracing_on are not touched.
 *
 * - A filter on everybody's event drops our lines, in whatever state it is, and
 *   lets others' through.
 * - Was it off, then tracefs_divert_settle() switches it off again after a
 *   load, so that a line costs what one buffer costs.  Was it on, it stays on:
 *   somebody may be reading.  Then the filter's cost is in the figures.
 * - A guardian (guard.h) removes filter and instance and puts the event back,
 *   also after kill -9.
 */
struct tracefs_divert;

/*
 * event: "bpf_trace/bpf_trace_printk".  ours: a filter expression that is true
 * for our lines.  To be called before the kernel enables the event for us.
 * Returns 0 and *divert, or a negative errno with what is missing in why.
 */
int tracefs_divert_start(struct tracefs_divert **divert, const char *event, const char *ours,
			 char *why, size_t size);

/*
 * After a load.  Waits for the kernel to enable the event, which newer kernels
 * have a worker do some time later, and puts it back.  0 or a negative errno.
 */
int tracefs_divert_settle(const struct tracefs_divert *divert);

/* True when everybody's event was on before, so that it still is. */
bool tracefs_divert_shared(const struct tracefs_divert *divert);

/* Puts everything back and frees.  0 or a negative errno; NULL is no error. */
int tracefs_divert_stop(struct tracefs_divert *divert);

#endif /* BENCH_TRACEFS_H */
