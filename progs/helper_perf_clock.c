// SPDX-License-Identifier: GPL-2.0-only
/* Helpers without arguments: clocks, and the number of the CPU. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

#define CALL_IN(sec, name, helper)                                                                 \
	BENCH_IN(sec, BENCH_N, name, base_empty)                                                   \
	{                                                                                          \
		any_value(helper());                                                               \
	}

#define CALL(name, helper) CALL_IN(BENCH_SEC, name, helper)

/* Reads the monotonic clock. */
CALL(ktime_get_ns, bpf_ktime_get_ns)
/* Reads the monotonic clock that also counts suspended time. */
CALL(ktime_get_boot_ns, bpf_ktime_get_boot_ns)
/* Reads the coarse clock, which advances with the timer tick. Since 5.16 tracing programs must not
 * call it, because its lock is not safe in NMIs. */
CALL_IN("tc", ktime_get_coarse_ns, bpf_ktime_get_coarse_ns)
/* Reads the jiffies, the number of timer ticks. */
CALL(jiffies64, bpf_jiffies64)
/* Draws a pseudo-random number. */
CALL(get_prandom_u32, bpf_get_prandom_u32)
/* Reads the number of the CPU. */
CALL(get_smp_processor_id, bpf_get_smp_processor_id)
/* Reads the number of the NUMA node. */
CALL(get_numa_node_id, bpf_get_numa_node_id)

/* Reads the monotonic clock twice, which is the cost of timing something. */
BENCH(ktime_pair, base_empty)
{
	__u64 start = bpf_ktime_get_ns();

	any_value(bpf_ktime_get_ns() - start);
}
