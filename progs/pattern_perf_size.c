// SPDX-License-Identifier: GPL-2.0-only
/* The same keys in a map that is far too large and in one that fits. */
#include "pattern_perf.bpf.h"

MAP(oversized, BPF_MAP_TYPE_HASH, 0, __u32, __u64, 1 << 20);
MAP(right_sized, BPF_MAP_TYPE_HASH, 0, __u32, __u64, PATTERN_USED);

/* Another one of the keys every time. */
static __always_inline __u32 random_key(__u32 i)
{
	return (__u32)((__u64)scatter((__u32)bench_out.runs + i) * PATTERN_USED >> 32);
}

/* Looks up one of 10000 keys at random, in a hash for a million. */
HANDLER(size_for_a_million)
{
	__u32 key = random_key(i);

	return bpf_map_lookup_elem(&oversized, &key) ? 0 : -1;
}

/* Looks up one of 10000 keys at random, in a hash for 10000. */
HANDLER(size_that_fits)
{
	__u32 key = random_key(i);

	return bpf_map_lookup_elem(&right_sized, &key) ? 0 : -1;
}
