// SPDX-License-Identifier: GPL-2.0-only
/* A program of known work and an empty one, to be timed by three clocks. See docs/stats_perf.md. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

/* The multiplications of work(), several microseconds. On an out-of-order core, what surrounds a
 * program overlaps with its end, so 20 ns are uncertain even if the clocks agree. */
#define WORK 3000

volatile __u64 seed = 1;

/* Global, so that the verifier checks it once and not at every call. */
__attribute__((noinline)) int work(__u64 x)
{
	__u32 i;

	for (i = 0; i < WORK; i++)
		x = x * 6364136223846793005ULL + 1;
	seed = x;
	return 0;
}

/* Times a program of known work by the clock in it. One operation is one call of work(). */
BENCH_IN(BENCH_SEC, 8, clock_loop, base_empty)
{
	work(seed);
}

/* The same work for the outside clocks, which time whole programs. */
SEC("tc") int whole_work(void *ctx)
{
	work(seed);
	return 0;
}

SEC("tc") int whole_empty(void *ctx)
{
	return 0;
}
