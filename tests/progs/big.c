// SPDX-License-Identifier: GPL-2.0-only
/* A map that is too large for the memory of any test machine. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 26);
	__type(key, __u32);
	__uint(value_size, 16384);
} big SEC(".maps");

BENCH(big_lookup, base_empty)
{
	miss(bpf_map_lookup_elem(&big, &i));
}
