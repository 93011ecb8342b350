/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens perf events and attaches programs to them. */
#ifndef BENCH_PERF_EVENT_H
#define BENCH_PERF_EVENT_H

#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/types.h>

#include <bpf/libbpf.h>

/* Reads the type of a PMU's events, such as "uprobe". Returns 0 or a negative errno. */
int perf_event_type(const char *pmu, uint32_t *type);

/* Opens an event of a thread (0: the calling one) or of a CPU; pass -1 for the other. Sets
 * attr.size. Returns a close-on-exec descriptor that the caller closes, or a negative errno. */
int perf_event_open(struct perf_event_attr *attr, pid_t thread, int cpu);
/* As perf_event_open(), in the group of the leader's descriptor; -1 for no group. */
int perf_event_open_group(struct perf_event_attr *attr, pid_t thread, int cpu, int leader);

/*
 * Attaches a program to an event. Returns 0 and *link, which owns the event then. Returns a
 * negative errno if it fails: the event is closed and *link is NULL. A negative event is returned
 * as the error.
 */
int perf_event_attach(const struct bpf_program *prog, int event, struct bpf_link **link);

#endif /* BENCH_PERF_EVENT_H */
