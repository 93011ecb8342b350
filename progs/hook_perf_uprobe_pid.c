// SPDX-License-Identifier: GPL-2.0-only
/* Programs for one process of many. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

/* No process that runs our file. */
const volatile __u32 wanted_tgid = 1;

/* Processes are told apart by the kernel, which has the probe in one only, or by the program. */
HOOK(uprobe_pid, "uprobe", 0)
HOOK(uprobe_other_pid, "uprobe", 0)
HOOK(uprobe_filter, "uprobe", bpf_get_current_pid_tgid() >> 32 == wanted_tgid ? take_comm() : 0)
