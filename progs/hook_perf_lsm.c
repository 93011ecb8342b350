// SPDX-License-Identifier: GPL-2.0-only
/* LSM programs, on a hook that only our getsid() passes. Their verdict 0 is what the kernel does
 * anyway. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

SEC("lsm/task_getsid") int lsm(void *ctx)
{
	return 0;
}

SEC("lsm/task_getsid") int lsm_first(void *ctx)
{
	return 0;
}

SEC("lsm/task_getsid") int lsm_second(void *ctx)
{
	return 0;
}
