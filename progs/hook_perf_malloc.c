// SPDX-License-Identifier: GPL-2.0-only
/* Programs on the C library's malloc(). See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

HOOK(malloc_enter, "uprobe", 0)
HOOK(malloc_return, "uretprobe", 0)
