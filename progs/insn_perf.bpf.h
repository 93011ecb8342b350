/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Chains: instructions that each wait for the one before, so that an instruction costs its latency
 * and no neighbour hides it. A chain is written without BENCH(), which would begin a new chain in
 * each operation.
 */
#ifndef INSN_PERF_BPF_H
#define INSN_PERF_BPF_H

#include "bench.bpf.h"

/* Links of a chain in one iteration of its loop. */
#define LINKS 64
/* Links in a run: a link takes a cycle or a few, so there are more of them than of operations. */
#define CHAIN_N (BENCH_N * 8)

#define TIMES_4(insn) insn "\n" insn "\n" insn "\n" insn "\n"
#define TIMES_16(insn) TIMES_4(insn) TIMES_4(insn) TIMES_4(insn) TIMES_4(insn)
#define TIMES_64(insn) TIMES_16(insn) TIMES_16(insn) TIMES_16(insn) TIMES_16(insn)

/* Inputs that the compiler and the verifier do not know. */
extern volatile __u64 chain_x, chain_y;

/* Keeps the dividend large in every link: the cost of a division depends on it. */
#define LARGE_64 (1ULL << 62)
#define LARGE_32 (1U << 30)

/*
 * The loop program of a chain. link is the asm statement of LINKS links of x, with y as its second
 * operand.
 */
#define CHAIN_LOOP(op, base, type, link)                                                           \
	SEC(BENCH_SEC) int loop__##op##__over__##base(void *ctx)                                   \
	{                                                                                          \
		type x = chain_x, y = chain_y;                                                     \
		__u32 i, n = CHAIN_N;                                                              \
		__u64 start, end;                                                                  \
                                                                                                   \
		start = bpf_ktime_get_ns();                                                        \
		_Pragma("clang loop unroll(disable)") for (i = 0; i < n; i += LINKS)               \
		{                                                                                  \
			link;                                                                      \
		}                                                                                  \
		end = bpf_ktime_get_ns();                                                          \
		sink(x);                                                                           \
		sink(y);                                                                           \
		bench_out.ns = end - start;                                                        \
		bench_out.n = n;                                                                   \
		bench_out.runs += n;                                                               \
		return 0;                                                                          \
	}

/* Runs LINKS links and compares their result with that of the C expression. A single link is not
 * timed: it is far shorter than a reading of the clock. */
#define CHAIN_CHECK(op, type, link, expression)                                                    \
	SEC(BENCH_SEC) int tail__##op(void *ctx)                                                   \
	{                                                                                          \
		type x = chain_x, y = chain_y, expected = x;                                       \
		__u32 i;                                                                           \
                                                                                                   \
		link;                                                                              \
		_Pragma("clang loop unroll(disable)") for (i = 0; i < LINKS; i++)                  \
		{                                                                                  \
			type v = expected;                                                         \
                                                                                                   \
			expected = (expression);                                                   \
			sink(expected);                                                            \
		}                                                                                  \
		sink(y);                                                                           \
		bench_out.wrong += x != expected ? 1 : 0;                                          \
		bench_out.checked += LINKS;                                                        \
		return 0;                                                                          \
	}

/* A chain of 64-bit or of 32-bit registers: insn is its text, the C expression what it makes of
 * v. */
#define CHAIN_64(op, base, insn, expression)                                                       \
	CHAIN_LOOP(op, base, __u64, LINK_64(insn))                                                 \
	CHAIN_CHECK(op, __u64, LINK_64(insn), expression)
#define CHAIN_32(op, base, insn, expression)                                                       \
	CHAIN_LOOP(op, base, __u32, LINK_32(insn))                                                 \
	CHAIN_CHECK(op, __u32, LINK_32(insn), expression)

#define LINK_64(insn) asm volatile(TIMES_64(insn) : [x] "+r"(x) : [y] "r"(y), [large] "r"(LARGE_64))
#define LINK_32(insn) asm volatile(TIMES_64(insn) : [x] "+w"(x) : [y] "w"(y), [large] "w"(LARGE_32))

/* The loop alone, and the loop with the instruction that keeps a dividend large. */
#define CHAIN_BASES                                                                                \
	volatile __u64 chain_x = 0x123456789abcdefULL, chain_y = 3;                                \
	CHAIN_LOOP(base_chain, none, __u64, asm volatile("" : "+r"(x) : "r"(y), "r"(LARGE_64)))    \
	CHAIN_LOOP(base_large, none, __u64, LINK_64("%[x] |= %[large]"))                           \
	CHAIN_LOOP(base_large_32, none, __u32, LINK_32("%[x] |= %[large]"))

#endif /* INSN_PERF_BPF_H */
