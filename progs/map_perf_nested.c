// SPDX-License-Identifier: GPL-2.0-only
/* Maps in maps, with a lookup in both levels. */
#include "map_perf.bpf.h"

/* The type of the inner maps; user space creates them. */
struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KEYS);
	__type(key, __u32);
	__type(value, __u64);
};

#define OUTER(name, map_type)                                                                      \
	struct {                                                                                   \
		__uint(type, map_type);                                                            \
		__uint(max_entries, INNERS);                                                       \
		__type(key, __u32);                                                                \
		__array(values, struct inner);                                                     \
	} name SEC(".maps")

/* Two lookups per operation take the verifier longer. */
#define COUNT (BENCH_N / 2)

BENCH_IN(BENCH_SEC, COUNT, base_two_keys, none)
{
	__u32 outer_key = i % INNERS, key = i % KEYS;

	sink(&outer_key);
	sink(&key);
}

#define NESTED(outer, map_type)                                                                    \
	OUTER(outer, map_type);                                                                    \
	/* Looks up an inner map, and an element in it. */                                         \
	BENCH_IN(BENCH_SEC, COUNT, outer##_lookup, base_two_keys)                                  \
	{                                                                                          \
		__u32 outer_key = i % INNERS, key = i % KEYS;                                      \
		void *inner = bpf_map_lookup_elem(&outer, &outer_key);                             \
		void *value = NULL;                                                                \
                                                                                                   \
		if (inner)                                                                         \
			value = bpf_map_lookup_elem(inner, &key);                                  \
		hit(value);                                                                        \
	}

NESTED(array_of_maps, BPF_MAP_TYPE_ARRAY_OF_MAPS)
NESTED(hash_of_maps, BPF_MAP_TYPE_HASH_OF_MAPS)
