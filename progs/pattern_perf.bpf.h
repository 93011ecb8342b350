/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handlers as the guides write them.
 *
 *	HANDLER(name)
 *	{
 *		... i is the number of the event
 *		return negative if it failed;
 *	}
 *
 * A handler is a global function, which the verifier checks once and not for every event of a run.
 * The call is in base_call, too, and is subtracted.
 */
#ifndef PATTERN_PERF_BPF_H
#define PATTERN_PERF_BPF_H

#ifndef BENCH_SEC
#define BENCH_SEC "raw_tp"
#endif
#include <stdbool.h>

#include "bench.bpf.h"
#include "map.bpf.h"
#include "pattern_perf.h"

#define HANDLER_IN(sec, name)                                                                      \
	BENCH_IN(sec, BENCH_N, name, base_call)                                                    \
	{                                                                                          \
		int handle_##name(__u32 number);                                                   \
                                                                                                   \
		done(handle_##name(i));                                                            \
	}                                                                                          \
	__attribute__((noinline)) int handle_##name(__u32 i)
#define HANDLER(name) HANDLER_IN(BENCH_SEC, name)

/* Uses its argument, because the compiler would not pass it otherwise. */
__attribute__((noinline)) int handle_nothing(__u32 i)
{
	sink(i);
	return 0;
}

BENCH_BASE(base_call)
{
	done(handle_nothing(i));
}

/* A permutation of the 32-bit numbers without visible order. */
static __always_inline __u32 scatter(__u32 x)
{
	x *= 0x9e3779b1;
	x ^= x >> 16;
	x *= 0x85ebca6b;
	return x ^ (x >> 16);
}

#endif /* PATTERN_PERF_BPF_H */
