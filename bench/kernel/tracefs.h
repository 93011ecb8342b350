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

#endif /* BENCH_TRACEFS_H */
