/* SPDX-License-Identifier: GPL-2.0-only */
/* Lookup by random keys in a full hash with this number of entries. */
#ifndef MAP_PERF_HASH_ENTRIES_BPF_H
#define MAP_PERF_HASH_ENTRIES_BPF_H

#include "map_perf.bpf.h"

#define HASH_ENTRIES(size, entries)                                                                \
	MAP(hash_entries_##size, BPF_MAP_TYPE_HASH, 0, __u32, __u64, entries);                     \
	BASE_KEY(base_entries_##size, random_key(i, entries))                                      \
	/* Looks up random keys in a full hash of N entries. */                                    \
	LOOKUP(hash_lookup_entries_##size, base_entries_##size, hash_entries_##size,               \
	       random_key(i, entries), hit)

#endif /* MAP_PERF_HASH_ENTRIES_BPF_H */
