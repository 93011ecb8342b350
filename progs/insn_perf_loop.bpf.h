/* SPDX-License-Identifier: GPL-2.0-only */
/* The data that the loops of insn_perf add up, and how a loop becomes an operation. */
#ifndef INSN_PERF_LOOP_BPF_H
#define INSN_PERF_LOOP_BPF_H

#include "bench.bpf.h"

#define WORDS 64
#define BYTES 256

#define TIMES_8(x) x, x, x, x, x, x, x, x
#define TIMES_64(x) TIMES_8(TIMES_8(x))
#define TIMES_256(x) TIMES_64(x), TIMES_64(x), TIMES_64(x), TIMES_64(x)

/* All words are 3 and all bytes are 1. The baseline is the call of a function. */
#define LOOP_DATA                                                                                  \
	__u64 words[WORDS] __attribute__((aligned(64))) = { TIMES_64(3) };                         \
	unsigned char bytes[BYTES] __attribute__((aligned(64))) = { TIMES_256(1) };                \
                                                                                                   \
	__attribute__((noinline)) int no_loop(void)                                                \
	{                                                                                          \
		sink(words);                                                                       \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	BENCH_BASE(base_call)                                                                      \
	{                                                                                          \
		sink((__u64)no_loop());                                                            \
	}

/*
 * An operation is a whole loop, which gives a sum. It is in a global function, so that the verifier
 * follows its iterations once and not for every operation of a run: on 5.10 that takes minutes.
 */
#define WHOLE(name, sum)                                                                           \
	BENCH_SLOW(name, base_call)                                                                \
	{                                                                                          \
		int whole_##name(void), sum_ = whole_##name();                                     \
                                                                                                   \
		bench_outcome(sum_, sum_ != (sum));                                                \
	}                                                                                          \
	__attribute__((noinline)) int whole_##name(void)
#define SUM_WORDS(name) WHOLE(name, 3 * WORDS)
#define SUM_BYTES(name) WHOLE(name, BYTES)

#endif /* INSN_PERF_LOOP_BPF_H */
