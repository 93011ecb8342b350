// SPDX-License-Identifier: GPL-2.0-only
/* Arithmetic, loads and stores of one instruction each: what it takes until the next can use its
 * result. */
#define BENCH_SEC "raw_tp"
#include "insn_perf.bpf.h"
#include "insn_perf.h"

CHAIN_BASES

/* Adds 64 bits, one instruction */
CHAIN_64(add64, base_chain, "%[x] += %[y]", v + y)
/* Adds 32 bits, one instruction */
CHAIN_32(add32, base_chain, "%[x] += %[y]", v + y)
/* Multiplies 64 bits, one instruction */
CHAIN_64(mul64, base_chain, "%[x] *= %[y]", v *y)
/* Multiplies 32 bits, one instruction */
CHAIN_32(mul32, base_chain, "%[x] *= %[y]", v *y)
/* Divides a number of 63 bits by a register, unsigned */
CHAIN_64(div64, base_large, "%[x] /= %[y]\n%[x] |= %[large]", v / y | LARGE_64)
/* Divides a number of 31 bits by a register, unsigned */
CHAIN_32(div32, base_large_32, "%[x] /= %[y]\n%[x] |= %[large]", v / y | LARGE_32)
/* The oldest supported clang has no name for this instruction. */
#define MOD_LINK(reg, large)                                                                       \
	_Pragma("clang loop unroll(full)") for (int k = 0; k < LINKS; k++)                         \
	{                                                                                          \
		x = x % y | (large);                                                               \
		asm volatile("" : "+" reg(x));                                                     \
	}
#define MOD(op, base, type, reg, large)                                                            \
	CHAIN_LOOP(op, base, type, MOD_LINK(reg, large))                                           \
	CHAIN_CHECK(op, type, MOD_LINK(reg, large), v % y | (large))

/* Takes the remainder of a number of 63 bits by a register, unsigned */
MOD(mod64, base_large, __u64, "r", LARGE_64)
/* Takes the remainder of a number of 31 bits by a register, unsigned */
MOD(mod32, base_large_32, __u32, "w", LARGE_32)
/* Shifts 64 bits by a constant */
CHAIN_64(shift64, base_large, "%[x] >>= 3\n%[x] |= %[large]", v >> 3 | LARGE_64)
/* Shifts 32 bits by a constant */
CHAIN_32(shift32, base_large_32, "%[x] >>= 3\n%[x] |= %[large]", v >> 3 | LARGE_32)
/* Shifts 64 bits by a register */
CHAIN_64(shift64_reg, base_large, "%[x] >>= %[y]\n%[x] |= %[large]", v >> y | LARGE_64)
/* Swaps the bytes of 64 bits */
CHAIN_64(bswap64, base_chain, "%[x] = be64 %[x]", __builtin_bswap64(v))
/* Swaps the bytes of 32 bits */
CHAIN_64(bswap32, base_chain, "%[x] = be32 %[x]", __builtin_bswap32(v))
/* Swaps the bytes of 16 bits */
CHAIN_64(bswap16, base_chain, "%[x] = be16 %[x]", __builtin_bswap16(v))

/* Divides 64 bits by the constant 1000, as of nanoseconds to microseconds */
CHAIN_64(div_1000, base_large, "%[x] /= 1000\n%[x] |= %[large]", v / 1000 | LARGE_64)
/* Multiplies by 1049 and shifts by 20, as if it were a division by 1000.  It divides by 999.6. */
CHAIN_64(mul_shift_1049, base_large, "%[x] *= 1049\n%[x] >>= 20\n%[x] |= %[large]",
	 v * 1049 >> 20 | LARGE_64)
/* Divides 32 bits by 1000 exactly, by a multiplication and a shift by 38. */
CHAIN_64(mul_shift_exact, base_large, "%[x] *= 274877907\n%[x] >>= 38\n%[x] |= %[large]",
	 v * 274877907 >> 38 | LARGE_64)

/* Each word has the offset of another one, so that a load waits for the load before. */
__u64 words[8] = { 24, 32, 40, 48, 56, 0, 8, 16 };
#define OFFSET 56

/* The address of a link is a sum, and its offset is masked for the verifier: both are in the
 * baseline. */
#define LOAD_LINK                                                                                  \
	asm volatile(TIMES_64("%[p] = %[words]\n"                                                  \
			      "%[p] += %[x]\n"                                                     \
			      "%[x] = *(u64 *)(%[p] + 0)\n"                                        \
			      "%[x] &= 56")                                                        \
		     : [x] "+r"(x), [p] "=&r"(p)                                                   \
		     : [words] "r"(words))
#define ADDRESS_LINK                                                                               \
	asm volatile(TIMES_64("%[p] = %[y]\n"                                                      \
			      "%[x] += %[p]\n"                                                     \
			      "%[x] &= 56")                                                        \
		     : [x] "+r"(x), [p] "=&r"(p)                                                   \
		     : [y] "r"(y))
#define MASKED(link)                                                                               \
	__u64 p;                                                                                   \
                                                                                                   \
	x &= OFFSET;                                                                               \
	link

CHAIN_LOOP(base_address, none, __u64, MASKED(ADDRESS_LINK))
/* Loads 8 bytes from the first-level cache, each where the last one said */
CHAIN_LOOP(load, base_address, __u64, MASKED(LOAD_LINK))

SEC(BENCH_SEC) int tail__load(void *ctx)
{
	__u64 x = chain_x & OFFSET, expected = (x + LINKS * 24) & OFFSET, p;

	LOAD_LINK;
	bench_out.wrong += x != expected ? 1 : 0;
	bench_out.checked += LINKS;
	return 0;
}

__u64 stored[8] __attribute__((aligned(64)));

#define STORE_8                                                                                    \
	"*(u64 *)(%[to] + 0) = %[x]\n"                                                             \
	"*(u64 *)(%[to] + 8) = %[x]\n"                                                             \
	"*(u64 *)(%[to] + 16) = %[x]\n"                                                            \
	"*(u64 *)(%[to] + 24) = %[x]\n"                                                            \
	"*(u64 *)(%[to] + 32) = %[x]\n"                                                            \
	"*(u64 *)(%[to] + 40) = %[x]\n"                                                            \
	"*(u64 *)(%[to] + 48) = %[x]\n"                                                            \
	"*(u64 *)(%[to] + 56) = %[x]\n"
#define STORE_LINK                                                                                 \
	asm volatile(TIMES_4(STORE_8 STORE_8) : : [x] "r"(x), [to] "r"(stored) : "memory")

/* Stores 8 bytes into the first-level cache */
CHAIN_LOOP(store, base_chain, __u64, STORE_LINK)

SEC(BENCH_SEC) int tail__store(void *ctx)
{
	__u64 x = chain_x;
	__u32 i;

	for (i = 0; i < 8; i++)
		stored[i] = 0;
	STORE_LINK;
	for (i = 0; i < 8; i++)
		bench_out.wrong += stored[i] != x ? 1 : 0;
	bench_out.checked += LINKS;
	return 0;
}

/* The first of the next TRIED inputs, and for how many so far (v * 1049) >> 20 is not v / 1000. */
struct tried tried SEC(".data.tried") = {};

/* Counts without a branch, which the verifier would follow both ways for each input. */
SEC("raw_tp") int count_wrong(void *ctx)
{
	__u64 v, off, wrong = 0;
	__u32 i;

	for (i = 0; i < TRIED; i++) {
		v = tried.first + i;
		off = (v * 1049 >> 20) - v / 1000;
		wrong += (off | -off) >> 63;
	}
	tried.first += TRIED;
	tried.wrong += wrong;
	return 0;
}
