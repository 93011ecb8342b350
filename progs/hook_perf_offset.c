// SPDX-License-Identifier: GPL-2.0-only
/* A program inside of bpf_get_numa_node_id(), behind its entry. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

BENCH_BASE(base_numa)
{
	any_value(bpf_get_numa_node_id());
}

HOOK(on_offset, "kprobe", 0)
