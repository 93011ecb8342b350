// SPDX-License-Identifier: GPL-2.0-only
/* Programs that are attached and that show what a kernel has. What is loaded by load_perf is made by
 * user space. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* Attached to functions that nobody calls. */
SEC("uprobe") int on_uprobe(void *ctx)
{
	return 0;
}

SEC("uprobe.multi") int on_uprobe_multi(void *ctx)
{
	return 0;
}

static long nothing(__u32 k, void *arg)
{
	return 0;
}

/* Loaded only where the kernel has bpf_loop(). */
SEC("socket") int needs_loop(void *ctx)
{
	return bpf_loop(1, nothing, NULL, 0);
}
