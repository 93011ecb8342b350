/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of our own that probes are put on: known by their first instruction,
 * which decides what a probe on it costs, and called by nobody else.
 */
#ifndef PROG_TESTS_HOOK_PERF_TARGETS_H
#define PROG_TESTS_HOOK_PERF_TARGETS_H

#include <stddef.h>

/* The first instruction, what that makes necessary, and a return; never probed. */
void target_nop(void);
void target_push(void);
void target_ret(void);
void target_nop5(void);

/* The same again, one for each program. */
void target_uprobe_nop(void);
void target_uprobe_push(void);
void target_uprobe_ret(void);
void target_uretprobe_nop(void);
void target_uretprobe_push(void);
void target_uretprobe_ret(void);
void target_uprobe_multi(void);
void target_uretprobe_multi(void);
/* With the USDT probes bpf_perf:nop and bpf_perf:nop5. */
void target_usdt_nop(void);
void target_usdt_nop5(void);

/* Where in the program's file a function is.  0, or -ENOENT. */
int target_offset(void (*target)(void), size_t *offset);

#endif /* PROG_TESTS_HOOK_PERF_TARGETS_H */
