// SPDX-License-Identifier: GPL-2.0-only
/* Operations that the verifier of every kernel refuses; see tests/prog_tests/needs.c. */
#define BENCH_SEC "tc"
#include "bench.bpf.h"

/* This register was never written. */
#define unreadable() asm volatile("r0 = *(u64 *)(r9 + 0)" : : : "r0")

BENCH(fine, base_empty)
{
	any_value(bpf_get_prandom_u32());
}

BENCH(least_refused, base_empty)
{
	unreadable();
}

BENCH_NEEDS(least_refused)
{
	unreadable();
	return 0;
}

/* The kernel can do what the program does, so the refusal is a bug of the program. */
BENCH(least_taken, base_empty)
{
	unreadable();
}

BENCH_NEEDS(least_taken)
{
	return bpf_get_prandom_u32();
}

BENCH(no_least, base_empty)
{
	unreadable();
}
