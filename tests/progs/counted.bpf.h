/* SPDX-License-Identifier: GPL-2.0-only */
#include "bench.bpf.h"

/* Nothing, in a run as long as the baseline's: has to read 0. */
BENCH(nothing, base_empty)
{
	sink(i);
}

/* Nothing in a shorter one: what a run takes must not remain. */
BENCH_SLOW(nothing_in_few, base_empty)
{
	sink(i);
}

/* Goes from one chain into the next: else a core would run two side by side. */
__u64 link = 1;

/* 300 additions, none of which can begin before the last ended: of a register, since some
 * cores add a constant on the way. */
BENCH_SLOW(chain_300, base_empty)
{
	__u64 x = link, y = i | 1;
	__u32 k;

	for (k = 0; k < 300; k++)
		asm volatile("%0 += %1" : "+r"(x) : "r"(y));
	link = x;
}
