// SPDX-License-Identifier: GPL-2.0-only
/* Hashes: preallocated, allocating, per-CPU. They are half full, except those that measure a full
 * map. */
#include "map_perf.bpf.h"

BASE_KEY(base_key, i % KEYS)
BASE_KEY_VALUE(base_key_value, i % KEYS)

/* A full map refuses a new key. */
#define HASH(family, flags)                                                                        \
	MAP(family, BPF_MAP_TYPE_HASH, flags, __u32, __u64, 2 * FILLED);                           \
	MAP(family##_full, BPF_MAP_TYPE_HASH, flags, __u32, __u64, FILLED);                        \
	/* Looks up a key that the hash has. */                                                    \
	LOOKUP(family##_lookup_hit, base_key, family, i % KEYS, hit)                               \
	/* Looks up a key that the hash does not have. */                                          \
	LOOKUP(family##_lookup_miss, base_key, family, FILLED + i % KEYS, miss)                    \
	/* Updates the value of a key that the hash has. */                                        \
	UPDATE(family##_update_existing, base_key_value, family, i % KEYS, done)                   \
	/* Inserts a new key and deletes it again. */                                              \
	INSERT_DELETE(family##_insert_delete, base_key_value, family)                              \
	/* Tries to insert a new key into a full hash, which is refused. */                        \
	UPDATE(family##_update_full, base_key_value, family##_full, FILLED + i % KEYS, refused)

HASH(hash, 0)
HASH(hash_noprealloc, BPF_F_NO_PREALLOC)

MAP(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, 0, __u32, __u64, 2 * FILLED);
/* Looks up a key that the per-CPU hash has. */
LOOKUP(percpu_hash_lookup, base_key, percpu_hash, i % KEYS, hit)
/* Updates the value of a key that the per-CPU hash has. */
UPDATE(percpu_hash_update, base_key_value, percpu_hash, i % KEYS, done)
/* Inserts a new key into a per-CPU hash and deletes it again. */
INSERT_DELETE(percpu_hash_insert_delete, base_key_value, percpu_hash)

MAP(hash_1k, BPF_MAP_TYPE_HASH, 0, __u32, __u64, 1024);
/* Updates each of N keys of a hash in turn. */
UPDATE_N(hash_update_1k_keys, base_key_value, hash_1k, i % 1024, 1024, done)
