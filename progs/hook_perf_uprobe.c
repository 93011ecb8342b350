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
