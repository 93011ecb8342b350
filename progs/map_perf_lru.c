// SPDX-License-Identifier: GPL-2.0-only
/*
 * LRU hashes: with a list common to all CPUs, with a list for each CPU, and with per-CPU values.
 * Operations on existing keys have a map whose list on one CPU has room for them. Operations that
 * evict have a full map and insert a key that was never there.
 */
#include "map_perf.bpf.h"

BASE_KEY(base_key, i % KEYS)
BASE_KEY_VALUE(base_key_value, i % KEYS)
BASE_KEY_VALUE(base_new_key, nth(i))

/* For maps without a common list, user space multiplies the size by the number of CPUs, because the
 * kernel divides the entries among them. */
#define LRU_EXISTING(family, map_type, flags)                                                      \
	MAP(family, map_type, flags, __u32, __u64, 2 * FILLED);                                    \
	/* Looks up a key that the LRU hash has. */                                                \
	LOOKUP(family##_lookup, base_key, family, i % KEYS, hit)

#define LRU_EVICT(family, map_type, flags)                                                         \
	MAP(family##_full, map_type, flags, __u32, __u64, FILLED);                                 \
	/* Inserts a new key into a full LRU hash, which evicts another one. */                    \
	UPDATE(family##_insert_evict, base_new_key, family##_full, nth(i), done)

#define LRU(family, map_type, flags)                                                               \
	LRU_EXISTING(family, map_type, flags)                                                      \
	LRU_EVICT(family, map_type, flags)

LRU(lru_hash, BPF_MAP_TYPE_LRU_HASH, 0)
/* Updates the value of a key that the LRU hash has. */
UPDATE(lru_hash_update, base_key_value, lru_hash, i % KEYS, done)

LRU(lru_hash_nocommon, BPF_MAP_TYPE_LRU_HASH, BPF_F_NO_COMMON_LRU)
/* Updates the value of a key of an LRU hash with a list for each CPU. */
UPDATE(lru_hash_nocommon_update, base_key_value, lru_hash_nocommon, i % KEYS, done)

LRU(lru_percpu_hash, BPF_MAP_TYPE_LRU_PERCPU_HASH, 0)
