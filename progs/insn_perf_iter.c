// SPDX-License-Identifier: GPL-2.0-only
/* The same sum by loops of newer kernels: the iterator behind bpf_for() (Linux 6.4, kfuncs), and
 * may_goto (Linux 6.9), which clang 14 does not know. */
#define BENCH_SEC "raw_tp"
/* Some headers declare the functions, and not all of them with the complete type that libbpf
 * needs. */
#define bpf_iter_num_new unused_new
#define bpf_iter_num_next unused_next
#define bpf_iter_num_destroy unused_destroy
#include "insn_perf_loop.bpf.h"
#undef bpf_iter_num_new
#undef bpf_iter_num_next
#undef bpf_iter_num_destroy

LOOP_DATA

/* libbpf does not compare its name. */
struct numbers {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct numbers *it, int start, int end) __ksym __weak;
extern int *bpf_iter_num_next(struct numbers *it) __ksym __weak;
extern void bpf_iter_num_destroy(struct numbers *it) __ksym __weak;

static __always_inline __u64 sum_by_iterator(void)
{
	struct numbers it;
	__u64 sum = 0;
	int *k;

	bpf_iter_num_new(&it, 0, WORDS);
	while ((k = bpf_iter_num_next(&it)))
		sum += words[(__u32)*k % WORDS];
	bpf_iter_num_destroy(&it);
	return sum;
}

/* Adds up 64 words by an open-coded iterator, as bpf_for() makes one */
SUM_WORDS(loop_iterator)
{
	return sum_by_iterator();
}

BENCH_NEEDS(loop_iterator)
{
	return sum_by_iterator() & 1;
}

/* The first instruction is may_goto: it jumps over the next nine, to the end, when the kernel's own
 * count is used up. */
static __always_inline __u64 sum_by_may_goto(void)
{
	__u64 sum = 0, k = 0, at, word;

	asm volatile("1:\n"
		     ".8byte 0x900e5\n"
		     "if %[k] > 63 goto 2f\n"
		     "%[at] = %[k]\n"
		     "%[at] <<= 3\n"
		     "%[word] = %[words]\n"
		     "%[word] += %[at]\n"
		     "%[at] = *(u64 *)(%[word] + 0)\n"
		     "%[sum] += %[at]\n"
		     "%[k] += 1\n"
		     "goto 1b\n"
		     "2:\n"
		     : [sum] "+r"(sum), [k] "+r"(k), [at] "=&r"(at), [word] "=&r"(word)
		     : [words] "r"(words));
	return sum;
}

/* Adds up 64 words in a loop with may_goto, not followed by the verifier */
SUM_WORDS(loop_may_goto)
{
	return sum_by_may_goto();
}

BENCH_NEEDS(loop_may_goto)
{
	return sum_by_may_goto() & 1;
}
