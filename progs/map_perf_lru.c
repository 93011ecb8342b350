// SPDX-License-Identifier: GPL-2.0-only
/*
 * LRU hashes: with a list common to all CPUs, with a list for each CPU, and with
 * per-CPU values.  The operations on keys that exist have a map with room for
 * them on the list of one CPU; those that evict have a full one, and insert a
 * key that was never there.
 */
#include "map_perf.bpf.h"

BASE_KEY(base_key, i % KEYS)
BASE_KEY_VALUE(base_key_value, i % KEYS)
BASE_KEY_VALUE(base_new_key, nth(i))

/* The runner multiplies the size of maps without a common list by the number
 * of CPUs, between which the kernel divides them. */
#define LRU_EXISTING(family, map_type, flags)                                                      \
	MAP(family, map_type, flags, __u32, __u64, 2 * FILLED);                                    \
	LOOKUP(family##_lookup, base_key, family, i % KEYS, hit)

#define LRU_EVICT(family, map_type, flags)                                                         \
	MAP(family##_full, map_type, flags, __u32, __u64, FILLED);                                 \
	UPDATE(family##_insert_evict, base_new_key, family##_full, nth(i), done)

#define LRU(family, map_type, flags)                                                               \
	LRU_EXISTING(family, map_type, flags)                                                      \
	LRU_EVICT(family, map_type, flags)

LRU(lru_hash, BPF_MAP_TYPE_LRU_HASH, 0)
UPDATE(lru_hash_update, base_key_value, lru_hash, i % KEYS, done)

LRU(lru_hash_nocommon, BPF_MAP_TYPE_LRU_HASH, BPF_F_NO_COMMON_LRU)
UPDATE(lru_hash_nocommon_update, base_key_value, lru_hash_nocommon, i % KEYS, done)

LRU(lru_percpu_hash, BPF_MAP_TYPE_LRU_PERCPU_HASH, 0)
