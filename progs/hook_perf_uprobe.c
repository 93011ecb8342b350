// SPDX-License-Identifier: GPL-2.0-only
/* Programs on functions of test_progs itself. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

HOOK(uprobe_nop, "uprobe", 0)
HOOK(uprobe_push, "uprobe", 0)
HOOK(uprobe_ret, "uprobe", 0)
HOOK(uretprobe_nop, "uretprobe", 0)
HOOK(uretprobe_push, "uretprobe", 0)
HOOK(uretprobe_ret, "uretprobe", 0)
HOOK(uprobe_multi, "uprobe.multi", 0)
HOOK(uretprobe_multi, "uretprobe.multi", 0)

/* Processes may be told apart by the kernel, which then has the probe in one only, or by the
 * program. */
const volatile __u32 wanted_tgid = 1;

HOOK(uprobe_pid, "uprobe", 0)
HOOK(uprobe_other_pid, "uprobe", 0)
HOOK(uprobe_filter, "uprobe", bpf_get_current_pid_tgid() >> 32 == wanted_tgid ? take_comm() : 0)
