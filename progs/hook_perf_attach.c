// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is attached to many functions; fentry programs are made in
 * prog_tests/hook_perf/attach.c, one for each function.  See docs/hook_perf.md.
 */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* The one function that on_all is not attached to. */
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
