// SPDX-License-Identifier: GPL-2.0-only
/* A timer in a tracing program, which kernels refused for years. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "helper_perf_timer.bpf.h"

/* Starts a timer from a tracing program and cancels it before it fires. */
BENCH_TIMER(timer_arm_cancel_tracing)

BENCH_NEEDS(timer_arm_cancel_tracing)
{
	__u32 key = 0;
	struct timed *timed = bpf_map_lookup_elem(&timers, &key);

	if (timed)
		bpf_timer_cancel(&timed->timer);
	return 0;
}
