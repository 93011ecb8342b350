// SPDX-License-Identifier: GPL-2.0-only
/* Lookup in a hash by size of key and by number of entries. */
#include "map_perf_hash_entries.bpf.h"

HASH_ENTRIES(1, 1)
HASH_ENTRIES(1k, 1 << 10)
HASH_ENTRIES(64k, 1 << 16)

/* The number of the key is its first word; the others are 0. */
#define LOOKUP_KEY(size)                                                                           \
	struct key_##size {                                                                        \
		__u32 words[(size) / 4];                                                           \
	};                                                                                         \
	MAP(hash_key_##size, BPF_MAP_TYPE_HASH, 0, struct key_##size, __u64, 2 * FILLED);          \
	BENCH_BASE(base_key_##size)                                                                \
	{                                                                                          \
		struct key_##size key = { { i % KEYS } };                                          \
                                                                                                   \
		sink(&key);                                                                        \
	}                                                                                          \
	/* Looks up a key of N bytes in a hash. */                                                 \
	BENCH(hash_lookup_key_##size, base_key_##size)                                             \
	{                                                                                          \
		struct key_##size key = { { i % KEYS } };                                          \
                                                                                                   \
		hit(bpf_map_lookup_elem(&hash_key_##size, &key));                                  \
	}

LOOKUP_KEY(4)
LOOKUP_KEY(8)
LOOKUP_KEY(12)
LOOKUP_KEY(16)
LOOKUP_KEY(32)
LOOKUP_KEY(64)
