/* SPDX-License-Identifier: GPL-2.0-only */
/* Kprobes behind the entry of the function that base_numa calls, where ftrace is of no use. */
#ifndef PROG_TESTS_HOOK_PERF_OFFSET_PROBE_H
#define PROG_TESTS_HOOK_PERF_OFFSET_PROBE_H

#include <stddef.h>

#define OFFSET_FUNCTION "bpf_get_numa_node_id"

/* How the kernel reaches a probe. It starts as a breakpoint; if it may, the kernel makes it a jump
 * some time later. */
enum offset_way { OFFSET_BREAKPOINT, OFFSET_JUMP };

/* Finds an offset at which the kernel reaches a probe in this way, and which every call of the
 * function passes. Returns 0 and *offset, -EDOM if there is none, or another negative errno. */
int offset_find(enum offset_way way, size_t *offset);

/* Waits until the kernel reaches the attached probe in this way. Returns 0, or -ETIMEDOUT, or
 * another negative errno. */
int offset_wait(enum offset_way way, size_t offset);

#endif /* PROG_TESTS_HOOK_PERF_OFFSET_PROBE_H */
