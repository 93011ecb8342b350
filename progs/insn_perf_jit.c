// SPDX-License-Identifier: GPL-2.0-only
/* The work of insn_perf_work.h as BPF. User space loads it a second time for the interpreter, and
 * compiles it for the machine. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "insn_perf.h"
#include "insn_perf_work.h"

/* User space fills it in. */
struct work_shared shared SEC(WORK_SECTION) = {};

#define WORK_OP(work)                                                                              \
	BENCH(jit_##work, base_empty)                                                              \
	{                                                                                          \
		__u64 x = work_##work(&shared.data, i);                                            \
                                                                                                   \
		bench_outcome(x, x != shared.work[i % WORK_RESULTS]);                              \
	}

/* Hashes twelve words, as BPF that the kernel compiled */
WORK_OP(hash)

/* The verifier would follow every path of each search. In a global function it does so once. */
__attribute__((noinline)) int search(__u32 i)
{
	return work_search(&shared.data, i);
}

__attribute__((noinline)) int no_search(__u32 i)
{
	sink(i);
	return 0;
}

BENCH_BASE(base_call)
{
	sink((__u64)no_search(i));
}

/* Searches 32 words by halves, as BPF that the kernel compiled */
BENCH(jit_search, base_call)
{
	__u64 x = search(i);

	bench_outcome(x, x != shared.search[i % WORK_RESULTS]);
}

/* Sums up 32 words with carry, as BPF that the kernel compiled */
WORK_OP(checksum)
/* Parses the headers of a packet, as BPF that the kernel compiled */
WORK_OP(parse)

/* All of this once, for what the JIT makes of it: the other programs are loaded only if they are
 * selected. */
SEC("raw_tp") int all_work(void *ctx)
{
	__u32 i = bpf_get_prandom_u32();

	sink(work_hash(&shared.data, i));
	sink(work_search(&shared.data, i));
	sink(work_checksum(&shared.data, i));
	sink(work_parse(&shared.data, i));
	return 0;
}

/* The second one keeps the branch to the second half from being taken. */
__u64 mixed[8] __attribute__((aligned(64))) = { 0, 1 << 20 };

/* Runs 16 instructions as programs mix them, compiled */
BENCH(jit_mix, base_empty)
{
	__u64 a = i, b, c;

	asm volatile("%[b] = *(u64 *)(%[p] + 0)\n"
		     "%[c] = *(u32 *)(%[p] + 8)\n"
		     "%[b] += %[a]\n"
		     "%[c] ^= %[b]\n"
		     "if %[c] == 77 goto +6\n"
		     "*(u64 *)(%[p] + 16) = %[b]\n"
		     "%[c] <<= 3\n"
		     "%[b] = %[c]\n"
		     "%[b] &= 255\n"
		     "if %[b] > 250 goto +1\n"
		     "%[a] += %[b]\n"
		     "%[b] = *(u8 *)(%[p] + 24)\n"
		     "%[b] -= %[a]\n"
		     "*(u32 *)(%[p] + 32) = %[b]\n"
		     "%[c] |= %[b]\n"
		     "%[a] >>= 2\n"
		     : [a] "+r"(a), [b] "=&r"(b), [c] "=&r"(c)
		     : [p] "r"(mixed)
		     : "memory");
}
