/* SPDX-License-Identifier: GPL-2.0-only */
#include "bench.bpf.h"

/* Does nothing, in a run as long as the baseline: must read 0. */
BENCH(nothing, base_empty)
{
	sink(i);
}

/* Does nothing in a shorter run: the cost of the run must not remain. */
BENCH_SLOW(nothing_in_few, base_empty)
{
	sink(i);
}

/* Passes from one chain to the next, because a core would otherwise run two in parallel. */
__u64 link = 1;

/*
 * A chain of 300 additions, each of which waits for the one before.  They add a register, because
 * some cores add a constant for free.
 */
BENCH_SLOW(chain_300, base_empty)
{
	__u64 x = link, y = i | 1;
	__u32 k;

	for (k = 0; k < 300; k++)
		asm volatile("%0 += %1" : "+r"(x) : "r"(y));
	link = x;
}
