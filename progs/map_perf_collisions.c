// SPDX-License-Identifier: GPL-2.0-only
/* Lookups in buckets that hold several keys. The seed is 0, so that user space can compute which
 * keys share a bucket. */
#include "map_perf.bpf.h"

BASE_KEY(base_key, LAST_KEY)

#define COLLISIONS(n)                                                                              \
	MAP(bucket_##n, BPF_MAP_TYPE_HASH, BPF_F_ZERO_SEED, __u32, __u64, BUCKETS);                \
	/* Looks up the key that is found last of N in one bucket of a hash. */                    \
	LOOKUP(hash_collisions_##n, base_key, bucket_##n, LAST_KEY, hit)

COLLISIONS(1)
/* Looks up a key whose bucket of a hash is empty: no key is compared. */
LOOKUP(hash_lookup_empty, base_key, bucket_1, LONE_KEY, miss)
COLLISIONS(2)
COLLISIONS(4)
COLLISIONS(8)
COLLISIONS(16)
