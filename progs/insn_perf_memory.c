// SPDX-License-Identifier: GPL-2.0-only
/* Copies within the program's memory by its own loads and stores, and the ways to a counter. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

char src[4096] __attribute__((aligned(64)));
char dst[4096] __attribute__((aligned(64)));

/* clang copies at most 1024 bytes by loads and stores. */
#define CHUNK 512

/* Global functions, so that a long copy is in the loop's code only once and the verifier checks it
 * once. */
#define COPY(size, slow)                                                                           \
	slow(memcpy_##size, base_call)                                                             \
	{                                                                                          \
		int copy_##size(void);                                                             \
                                                                                                   \
		copy_##size();                                                                     \
	}                                                                                          \
                                                                                                   \
	__attribute__((noinline)) int copy_##size(void)                                            \
	{                                                                                          \
		_Pragma("clang loop unroll(full)") for (__u32 at = 0; at < (size); at += CHUNK)    \
		{                                                                                  \
			__builtin_memcpy(dst + at, src + at, (size) < CHUNK ? (size) : CHUNK);     \
			sink(dst);                                                                 \
		}                                                                                  \
		sink(dst);                                                                         \
		return 0;                                                                          \
	}

__attribute__((noinline)) int copy_none(void)
{
	sink(dst);
	return 0;
}

BENCH_BASE(base_call)
{
	copy_none();
}

/* Copies 64 bytes by loads and stores */
COPY(64, BENCH)
/* Copies 128 bytes by loads and stores */
COPY(128, BENCH)
/* Copies 256 bytes by loads and stores */
COPY(256, BENCH)
/* Copies 512 bytes by loads and stores */
COPY(512, BENCH)
/* Copies 1 KB by loads and stores, in two pieces */
COPY(1024, BENCH_SLOW)
/* Copies 4 KB by loads and stores, in eight pieces */
COPY(4096, BENCH_SLOW)

/* Eight counters, so that no operation waits for the one before. */
#define COUNTERS 8

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct many {
	__u64 counter[COUNTERS];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct many);
} pointed SEC(".maps");

__u64 counted[COUNTERS];

BENCH_BASE(base_index)
{
	__u32 key = i % COUNTERS;

	sink(key);
}

#define COUNT(counter)                                                                             \
	do {                                                                                       \
		__u64 n_ = (counter) + 1;                                                          \
                                                                                                   \
		(counter) = n_;                                                                    \
		bench_outcome(n_, !n_);                                                            \
	} while (0)

/* Looks up a counter in an array and adds one */
BENCH(count_lookup, base_index)
{
	__u32 key = i % COUNTERS;
	__u64 *counter = bpf_map_lookup_elem(&counters, &key);

	if (counter)
		COUNT(*counter);
}

static __always_inline struct many *many(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&pointed, &key);
}

/* Adds one to a counter of a map value whose pointer is at hand */
BENCH_IN_IF(BENCH_SEC, BENCH_N, (ctx = many()), count_pointer, base_index)
{
	struct many *many = ctx;

	COUNT(many->counter[i % COUNTERS]);
}

/* Adds one to a counter of global data */
BENCH(count_global, base_index)
{
	COUNT(counted[i % COUNTERS]);
}
