// SPDX-License-Identifier: GPL-2.0-only
/*
 * Something to time by three clocks: a program of known work and an empty one.
 * See docs/stats_perf.md.
 */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

/*
 * The multiplications of work(), several microseconds: what surrounds a program
 * overlaps with its end on an out-of-order core, so 20 ns are in doubt however
 * well the clocks agree.
 */
#define WORK 3000

volatile __u64 seed = 1;

/* Global, so that the verifier walks it once and not at every call. */
__attribute__((noinline)) int work(__u64 x)
{
	__u32 i;

	for (i = 0; i < WORK; i++)
		x = x * 6364136223846793005ULL + 1;
	seed = x;
	return 0;
}

/* By the clock in the program: one operation is one pass over work(). */
BENCH_IN(BENCH_SEC, 8, clock_loop, base_empty)
{
	work(seed);
}

/* The same work for the clocks outside, which time whole programs. */
SEC("tc") int whole_work(void *ctx)
{
	work(seed);
	return 0;
}

SEC("tc") int whole_empty(void *ctx)
{
	return 0;
}
