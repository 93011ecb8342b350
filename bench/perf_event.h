/* SPDX-License-Identifier: GPL-2.0-only */
/* Perf events, and programs on them. */
#ifndef BENCH_PERF_EVENT_H
#define BENCH_PERF_EVENT_H

#include <linux/perf_event.h>
#include <sys/types.h>

#include <bpf/libbpf.h>

/*
 * Opens an event, whose attr.size is set here, of a thread (0: this one) or of a CPU; -1 for
 * the other.  A descriptor that is closed on exec, or a negative errno.
 */
int perf_event_open(struct perf_event_attr *attr, pid_t thread, int cpu);
/* The same, in a group: by its leader's descriptor, or -1. */
int perf_event_open_group(struct perf_event_attr *attr, pid_t thread, int cpu, int leader);

/*
 * Attaches a program to an event.  0 and the link, which owns the event then, or a negative
 * errno: the event is closed and *link NULL.  A negative event is the error to return.
 */
int perf_event_attach(const struct bpf_program *prog, int event, struct bpf_link **link);

#endif /* BENCH_PERF_EVENT_H */
