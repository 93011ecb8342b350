/* SPDX-License-Identifier: GPL-2.0-only */
/* What the map_perf objects share: the map definition, the keys, and the operations that every map
 * with keys and values has. */
#ifndef MAP_PERF_BPF_H
#define MAP_PERF_BPF_H

#include <stdbool.h>

#include "bench.bpf.h"
#include "map.bpf.h"
#include "map_perf.h"

/* Map types that the <linux/bpf.h> of the build machine may lack. */
#define MAP_TYPE_BLOOM_FILTER 30 /* Linux 5.16 */
#define MAP_TYPE_CGRP_STORAGE 32 /* Linux 6.2 */

/*
 * Number of the operation since the object was loaded, for operations that must continue where the
 * last run stopped. Loop and tail program use different halves of the numbers, so that no number
 * occurs twice. This loads from memory but does not store, so that no operation waits for the one
 * before.
 */
#define nth(i)                                                                                     \
	((__u32)bench_out.runs + (i) +                                                             \
	 (mode == BENCH_MODE_TAIL ? (1U << 31) + (__u32)bench_out.checked : 0))

/* A permutation of the 32-bit numbers without visible order, in five instructions: keys are random,
 * but setup can compute all of them. */
static __always_inline __u32 scatter(__u32 x)
{
	x *= 0x9e3779b1;
	x ^= x >> 16;
	x *= 0x85ebca6b;
	return x ^ (x >> 16);
}

/* One of the first n numbers, a different one every time. n is a power of two. */
#define random_key(i, n) (scatter(nth(i)) & ((n)-1))

#define BASE_KEY(base, number)                                                                     \
	BENCH_BASE(base)                                                                           \
	{                                                                                          \
		__u32 key = (number);                                                              \
                                                                                                   \
		sink(&key);                                                                        \
	}

#define BASE_KEY_VALUE(base, number)                                                               \
	BENCH_BASE(base)                                                                           \
	{                                                                                          \
		__u32 key = (number);                                                              \
		__u64 value = i;                                                                   \
                                                                                                   \
		sink(&key);                                                                        \
		sink(&value);                                                                      \
	}

/* The number is an expression of i, the same one as in the baseline. */
#define LOOKUP(op, base, map, number, outcome)                                                     \
	BENCH(op, base)                                                                            \
	{                                                                                          \
		__u32 key = (number);                                                              \
                                                                                                   \
		outcome(bpf_map_lookup_elem(&map, &key));                                          \
	}

#define UPDATE_N(op, base, map, number, count, outcome)                                            \
	BENCH_IN(BENCH_SEC, count, op, base)                                                       \
	{                                                                                          \
		__u32 key = (number);                                                              \
		__u64 value = i;                                                                   \
                                                                                                   \
		outcome(bpf_map_update_elem(&map, &key, &value, BPF_ANY));                         \
	}

#define UPDATE(op, base, map, number, outcome) UPDATE_N(op, base, map, number, BENCH_N, outcome)

/* The key is beyond the filled ones, and is deleted before the next operation. */
#define INSERT_DELETE(op, base, map)                                                               \
	BENCH(op, base)                                                                            \
	{                                                                                          \
		__u32 key = FILLED + i % KEYS;                                                     \
		__u64 value = i;                                                                   \
                                                                                                   \
		done(bpf_map_update_elem(&map, &key, &value, BPF_NOEXIST));                        \
		done(bpf_map_delete_elem(&map, &key));                                             \
	}

#endif /* MAP_PERF_BPF_H */
