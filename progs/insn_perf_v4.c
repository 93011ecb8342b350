// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions of -mcpu=v4 (Linux 6.6): signed division, and moves that extend the sign. They are
 * written as numbers, because the oldest supported clang does not know them. Their operands are r2
 * and r3.
 */
#define BENCH_SEC "raw_tp"
#include "insn_perf.bpf.h"

/* Both are negative. Added in every link, they keep the dividend large. */
#define LARGE_MINUS_64 (-(1ULL << 62))
#define LARGE_MINUS_32 (-(1U << 30))

#define SDIV64 ".8byte 0x1323f"
#define SDIV32 ".8byte 0x1323c"
#define SMOD64 ".8byte 0x1329f"
#define SMOD32 ".8byte 0x1329c"
#define MOVSX32 ".8byte 0x2022bf"

#define LINK_V4(insn, addend)                                                                      \
	asm volatile("r2 = %[x]\n"                                                                 \
		     "r3 = %[y]\n" TIMES_64(insn) "%[x] = r2"                                      \
		     : [x] "+r"(x)                                                                 \
		     : [y] "r"(y), [large] "r"(addend)                                             \
		     : "r2", "r3")

#define SIGNED(op, base, type, insn, addend, expression)                                           \
	CHAIN_LOOP(op, base, __u64, LINK_V4(insn, addend))                                         \
	SEC(BENCH_SEC) int tail__##op(void *ctx)                                                   \
	{                                                                                          \
		__u64 x = chain_x, y = chain_y;                                                    \
		type expected = x;                                                                 \
		__u32 i;                                                                           \
                                                                                                   \
		LINK_V4(insn, addend);                                                             \
		_Pragma("clang loop unroll(disable)") for (i = 0; i < LINKS; i++)                  \
		{                                                                                  \
			type v = expected;                                                         \
                                                                                                   \
			expected = (expression);                                                   \
			sink(expected);                                                            \
		}                                                                                  \
		bench_out.wrong += (type)x != expected ? 1 : 0;                                    \
		bench_out.checked += LINKS;                                                        \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	BENCH_NEEDS(op)                                                                            \
	{                                                                                          \
		__u64 x = chain_x, y = chain_y;                                                    \
                                                                                                   \
		asm volatile("r2 = %[x]\nr3 = %[y]\nw4 = 0\n" insn "\n%[x] = r2"                   \
			     : [x] "+r"(x)                                                         \
			     : [y] "r"(y), [large] "r"(addend)                                     \
			     : "r2", "r3", "r4");                                                  \
		return x & 1;                                                                      \
	}

/* Negative in 64 bits and in 32. */
volatile __u64 chain_x = -0x123456709abcdefULL, chain_y = 3;

CHAIN_LOOP(base_chain, none, __u64, LINK_V4("", 0ULL))
CHAIN_LOOP(base_sum_64, none, __u64, LINK_V4("r2 += %[large]", LARGE_MINUS_64))
CHAIN_LOOP(base_sum_32, none, __u64, LINK_V4("w2 += 0xc0000000", 0ULL))

/* C has no signed division here: the dividend is negative, so it is that of its opposite. */

/* Divides a negative number of 63 bits by a register, signed */
SIGNED(sdiv64, base_sum_64, __u64, SDIV64 "\nr2 += %[large]", LARGE_MINUS_64,
       -(-v / 3) + LARGE_MINUS_64)
/* Divides a negative number of 31 bits by a register, signed */
SIGNED(sdiv32, base_sum_32, __u32, SDIV32 "\nw2 += 0xc0000000", 0ULL, -(-v / 3) + LARGE_MINUS_32)
/* Takes the remainder of a negative number of 63 bits, signed */
SIGNED(smod64, base_sum_64, __u64, SMOD64 "\nr2 += %[large]", LARGE_MINUS_64,
       -(-v % 3) + LARGE_MINUS_64)
/* Takes the remainder of a negative number of 31 bits, signed */
SIGNED(smod32, base_sum_32, __u32, SMOD32 "\nw2 += 0xc0000000", 0ULL, -(-v % 3) + LARGE_MINUS_32)
/* Extends the sign of 32 bits to 64 bits */
SIGNED(movsx32, base_chain, __u64, MOVSX32, 0ULL, (__s64)(__s32)v)
