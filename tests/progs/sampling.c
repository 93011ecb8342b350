// SPDX-License-Identifier: GPL-2.0-only
/* A profiler that loses some of its samples. */
#include "progs/sampling_perf.bpf.h"
#include "tests/progs/sampling.h"

/* User space sets it before the load. */
const volatile struct sampling_fault fault = { .of = 1 };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} came SEC(".maps");

SEC("perf_event") int profile(void *ctx)
{
	__u32 zero = 0, *n = bpf_map_lookup_elem(&came, &zero);

	if (!n)
		return 0;
	*n = *n + 1 < fault.of ? *n + 1 : 0;
	return *n < fault.lost ? 0 : take_sample(ctx);
}
