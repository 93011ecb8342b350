/* SPDX-License-Identifier: GPL-2.0-only */
/* Tries with this number of IPv4 host prefixes. A lookup walks from the root to a leaf:
 * log2(entries) nodes. */
#ifndef MAP_PERF_LPM_BPF_H
#define MAP_PERF_LPM_BPF_H

#include <bpf/bpf_endian.h>

#include "map_perf.bpf.h"

struct prefix {
	__u32 length;
	__u32 address;
};

/*
 * The first bits of an address are its number, the others are random. Numbers in order are
 * therefore addresses in order, as in routing tables. A million of them are inserted in a fraction
 * of the time that scattered ones take.
 */
#define prefix_of(number, bits)                                                                    \
	{                                                                                          \
		.length = 32,                                                                      \
		.address = bpf_htonl((number) << (32 - (bits)) | scatter(number) >> (bits)),       \
	}

/*
 * The map has twice the size that is filled: kernels before 6.13 refuse to update an existing
 * prefix if the trie is full.
 *
 * The program fill_TRIE inserts the next KEYS prefixes. An allocation may fail in it and succeed
 * later, when the kernel has had time to refill its caches. User space therefore calls it until
 * bench_out.note says that all are inserted.
 */
#define LPM_MAP(trie, bits)                                                                        \
	MAP(trie, BPF_MAP_TYPE_LPM_TRIE, BPF_F_NO_PREALLOC, struct prefix, __u64, 2 << (bits));    \
                                                                                                   \
	__u32 trie##_filled;                                                                       \
                                                                                                   \
	SEC("tc") int fill_##trie(void *ctx)                                                       \
	{                                                                                          \
		__u32 i;                                                                           \
                                                                                                   \
		for (i = 0; i < KEYS && trie##_filled < 1 << (bits); i++) {                        \
			struct prefix key = prefix_of(trie##_filled, bits);                        \
			__u64 value = i;                                                           \
                                                                                                   \
			if (bpf_map_update_elem(&trie, &key, &value, BPF_ANY))                     \
				break;                                                             \
			trie##_filled += 1;                                                        \
		}                                                                                  \
		bench_out.note = trie##_filled;                                                    \
		return 0;                                                                          \
	}

#define LPM_LOOKUP(size, bits)                                                                     \
	LPM_MAP(lpm_##size, bits)                                                                  \
	BENCH_BASE(base_prefix_##size)                                                             \
	{                                                                                          \
		__u32 number = random_key(i, 1 << (bits));                                         \
		struct prefix key = prefix_of(number, bits);                                       \
                                                                                                   \
		sink(&key);                                                                        \
	}                                                                                          \
	/* Looks up random addresses in a trie of N prefixes. */                                   \
	BENCH(lpm_trie_lookup_##size, base_prefix_##size)                                          \
	{                                                                                          \
		__u32 number = random_key(i, 1 << (bits));                                         \
		struct prefix key = prefix_of(number, bits);                                       \
                                                                                                   \
		hit(bpf_map_lookup_elem(&lpm_##size, &key));                                       \
	}

#endif /* MAP_PERF_LPM_BPF_H */
