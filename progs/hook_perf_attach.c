// SPDX-License-Identifier: GPL-2.0-only
/* Programs that are attached to many functions. prog_tests/hook_perf/attach.c creates the fentry
 * programs, one for each function. See docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* The one function to which on_all is not attached. */
BENCH_BASE(base_numa)
{
	any_value(bpf_get_numa_node_id());
}

SEC("kprobe.multi") int on_all(void *ctx)
{
	return 0;
}

SEC("kprobe") int on_kprobe(void *ctx)
{
	return 0;
}

SEC("kprobe.multi") int on_kprobe_multi(void *ctx)
{
	return 0;
}
