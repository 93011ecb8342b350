// SPDX-License-Identifier: GPL-2.0-only
/* One sum of 64 words by each kind of loop, and 256 bytes read one by one and by one call. */
#define BENCH_SEC "raw_tp"
#include "insn_perf_loop.bpf.h"

LOOP_DATA

/* Adds up 64 words without a loop */
SUM_WORDS(loop_unrolled)
{
	__u64 sum = 0;

#pragma clang loop unroll(full)
	for (__u32 k = 0; k < WORDS; k++) {
		sum += words[k];
		sink(sum);
	}
	return sum;
}

/* Adds up 64 words in a loop whose iterations the verifier follows */
SUM_WORDS(loop_bounded)
{
	__u64 sum = 0;

#pragma clang loop unroll(disable)
	for (__u32 k = 0; k < WORDS; k++) {
		sum += words[k];
		sink(sum);
	}
	return sum;
}

struct adding {
	__u64 sum;
};

static long add_word(__u32 k, void *arg)
{
	struct adding *adding = arg;

	adding->sum += words[k % WORDS];
	return 0;
}

/* Adds up 64 words by bpf_loop(), a call of a callback each */
BENCH_SLOW(loop_bpf_loop, base_empty)
{
	struct adding adding = {};

	bpf_loop(WORDS, add_word, &adding, 0);
	bench_outcome(adding.sum, adding.sum != 3 * WORDS);
}

/* Adds up 256 bytes in a loop */
SUM_BYTES(bytes_loop)
{
	__u64 sum = 0;

#pragma clang loop unroll(disable)
	for (__u32 k = 0; k < BYTES; k++) {
		sum += bytes[k];
		sink(sum);
	}
	return sum;
}

char copied[BYTES];

/* Reads 256 bytes by 256 calls of bpf_probe_read_kernel() */
SUM_BYTES(bytes_probe_loop)
{
	long err = 0;

#pragma clang loop unroll(disable)
	for (__u32 k = 0; k < BYTES; k++)
		err |= bpf_probe_read_kernel(copied + k, 1, bytes + k);
	return err ? err : BYTES;
}

/* Reads 256 bytes by one bpf_probe_read_kernel() */
SUM_BYTES(bytes_probe)
{
	long err = bpf_probe_read_kernel(copied, BYTES, bytes);

	return err ? err : BYTES;
}
