// SPDX-License-Identifier: GPL-2.0-only
/* Programs that a system call of the test passes. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

/* The prefix of functions of system calls, and the number of openat(2). */
#if defined(__TARGET_ARCH_x86)
#define SYS "__x64_sys_"
#define NR_OPENAT 257
#elif defined(__TARGET_ARCH_arm64)
#define SYS "__arm64_sys_"
#define NR_OPENAT 56
#else
#error "how does the kernel name the functions of system calls here?"
#endif

/* This system call is cheap, every kernel has it, and hardly anybody uses it. */
#define CALL "sched_get_priority_max"

/*
 * A tracepoint without other costs: system calls and task switches do more work if they are traced.
 */
HOOK(tracepoint_rename, "tp/task/task_rename", 0)
HOOK(raw_tp_rename, "raw_tp/task_rename", 0)
HOOK(tp_btf_rename, "tp_btf/task_rename", 0)

HOOK(tracepoint_sys_enter, "tp/syscalls/sys_enter_" CALL, 0)
HOOK(tracepoint_raw_sys_enter, "tp/raw_syscalls/sys_enter", 0)
HOOK(raw_tp_sys_enter, "raw_tp/sys_enter", 0)
HOOK(tp_btf_sys_enter, "tp_btf/sys_enter", 0)
HOOK(kprobe_syscall, "kprobe/" SYS CALL, 0)
HOOK(kretprobe_syscall, "kretprobe/" SYS CALL, 0)
HOOK(ksyscall, "ksyscall/" CALL, 0)
HOOK(fentry_syscall, "fentry/" SYS CALL, 0)

HOOK(tracepoint_sched_switch, "tp/sched/sched_switch", 0)
HOOK(raw_tp_sched_switch, "raw_tp/sched_switch", 0)
HOOK(tp_btf_sched_switch, "tp_btf/sched_switch", 0)

/* Everybody opens files: return early for the events of others. */
static __always_inline int take_my_comm(void)
{
	return bench_mine() ? take_comm() : 0;
}

static __always_inline int take_my_comm_at_open(const struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] == NR_OPENAT ? take_my_comm() : 0;
}

HOOK(open_kprobe, "kprobe/" SYS "openat", take_my_comm())
HOOK(open_fentry, "fentry/" SYS "openat", take_my_comm())
HOOK(open_tracepoint, "tp/syscalls/sys_enter_openat", take_my_comm())
/* It is one tracepoint for all system calls. */
HOOK(open_raw_tp, "raw_tp/sys_enter", take_my_comm_at_open(ctx))
