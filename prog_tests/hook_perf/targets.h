/* SPDX-License-Identifier: GPL-2.0-only */
/* Our own functions for probes. The first instruction of each is known, because it decides the cost
 * of a probe on it, and nobody else calls it. */
#ifndef PROG_TESTS_HOOK_PERF_TARGETS_H
#define PROG_TESTS_HOOK_PERF_TARGETS_H

#include <stddef.h>

/* The first instruction, what it requires, and a return. These functions are never probed. */
void target_nop(void);
void target_push(void);
void target_ret(void);
void target_nop5(void);

/* The same functions again, one for each program or more. */
void target_uprobe_nop(void);
void target_uprobe_push(void);
void target_uprobe_ret(void);
void target_uretprobe_nop(void);
void target_uretprobe_push(void);
void target_uretprobe_ret(void);
void target_uprobe_multi(void);
void target_uretprobe_multi(void);
void target_uprobe_pid(void);
/* Functions with the USDT probes bpf_perf:nop and bpf_perf:nop5. */
void target_usdt_nop(void);
void target_usdt_nop5(void);

/* Gets the offset of a function in the program's file. Returns 0 or -ENOENT. */
int target_offset(void (*target)(void), size_t *offset);

#endif /* PROG_TESTS_HOOK_PERF_TARGETS_H */
