// SPDX-License-Identifier: GPL-2.0-only
/* Operations with known ratios of their costs. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} hash SEC(".maps");

/* Does nothing: must read 0. */
BENCH(nothing, base_empty)
{
	sink(i);
}

BENCH_BASE(base_key)
{
	__u32 key = i & 127;

	sink(&key);
}

BENCH(once, base_key)
{
	__u32 key = i & 127;

	hit(bpf_map_lookup_elem(&hash, &key));
}

/* Does the same twice: must cost twice as much. */
BENCH(twice, base_key)
{
	__u32 key = i & 127;

	hit(bpf_map_lookup_elem(&hash, &key));
	hit(bpf_map_lookup_elem(&hash, &key));
}

/* Passes from one chain to the next, because a core would otherwise run two in parallel. */
__u64 link = 1;

/* A chain of n multiplications, each of which waits for the one before. */
#define CHAIN(n)                                                                                   \
	{                                                                                          \
		__u64 x = link;                                                                    \
		__u32 k;                                                                           \
                                                                                                   \
		for (k = 0; k < (n); k++)                                                          \
			asm volatile("%0 *= 3" : "+r"(x));                                         \
		link = x;                                                                          \
	}

BENCH_SLOW(chain_300, base_empty)
CHAIN(300)

BENCH_SLOW(chain_600, base_empty)
CHAIN(600)

/* The outcome is wrong, so it must FAIL. */
BENCH(wrong_outcome, base_key)
{
	__u32 key = i & 127;

	miss(bpf_map_lookup_elem(&hash, &key));
}
