// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tail calls. A tail call does not return to its loop, so user space repeats the whole program, by
 * BPF_PROG_TEST_RUN, and subtracts the same without tail calls.
 */
#define BENCH_SEC "tc"
#include "bench.bpf.h"
#include "insn_perf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, TAIL_TARGETS);
	__type(key, __u32);
	__type(value, __u32);
} targets SEC(".maps");

struct tail_counts counts SEC(".data.counts") = {};

static __always_inline int end(void)
{
	counts.ended += 1;
	return 0;
}

/* The program without a tail call, and the one that is called. */
SEC("tc") int last(void *ctx)
{
	return end();
}

SEC("tc") int one_call(void *ctx)
{
	bpf_tail_call(ctx, &targets, TAIL_LAST);
	return -1;
}

/* Calls itself until the kernel's limit ends that, which is 33 calls. */
SEC("tc") int many_calls(void *ctx)
{
	bpf_tail_call(ctx, &targets, TAIL_MANY);
	return end();
}

/* The same with a count of the programs, to see what the limit is. */
SEC("tc") int counted_calls(void *ctx)
{
	counts.reached += 1;
	bpf_tail_call(ctx, &targets, TAIL_COUNTED);
	return end();
}

static __attribute__((noinline)) int part_without(void *ctx)
{
	int ret = end();

	sink(ret);
	return ret;
}

/* A part of the program that ends in a tail call returns to the program. */
static __attribute__((noinline)) int part_with(void *ctx)
{
	int ret = -1;

	bpf_tail_call(ctx, &targets, TAIL_LAST);
	sink(ret);
	return ret;
}

SEC("tc") int parts_without(void *ctx)
{
	int ret = 0;

#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < TAIL_PARTS; i++)
		ret |= part_without(ctx);
	return ret;
}

SEC("tc") int parts_with(void *ctx)
{
	int ret = 0;

#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < TAIL_PARTS; i++)
		ret |= part_with(ctx);
	return ret;
}
