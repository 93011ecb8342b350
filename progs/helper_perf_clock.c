// SPDX-License-Identifier: GPL-2.0-only
/* Helpers without arguments: clocks, and which CPU this is. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

#define CALL_IN(sec, name, helper)                                                                 \
	BENCH_IN(sec, BENCH_N, name, base_empty)                                                   \
	{                                                                                          \
		any_value(helper());                                                               \
	}

#define CALL(name, helper) CALL_IN(BENCH_SEC, name, helper)

CALL(ktime_get_ns, bpf_ktime_get_ns)
CALL(ktime_get_boot_ns, bpf_ktime_get_boot_ns)
/* Not for tracing programs since 5.16: its lock is not for NMIs. */
CALL_IN("tc", ktime_get_coarse_ns, bpf_ktime_get_coarse_ns)
CALL(jiffies64, bpf_jiffies64)
CALL(get_prandom_u32, bpf_get_prandom_u32)
CALL(get_smp_processor_id, bpf_get_smp_processor_id)
CALL(get_numa_node_id, bpf_get_numa_node_id)

/* What timing something costs. */
BENCH(ktime_pair, base_empty)
{
	__u64 start = bpf_ktime_get_ns();

	any_value(bpf_ktime_get_ns() - start);
}
