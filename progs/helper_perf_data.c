// SPDX-License-Identifier: GPL-2.0-only
/* Helpers that work on memory of the program's own, and atomics on it. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

char name[16] = "bpf-perf-string";
char out[64];
/* A cache line each, away from bench_out's. */
__u64 word __attribute__((aligned(64)));
__u64 block[8] __attribute__((aligned(64)));

BENCH_BASE(base_args)
{
	__u64 args[] = { i, i, i };

	sink(args);
}

BENCH(snprintf, base_args)
{
	static const char format[] = "%d %u %llu";
	__u64 args[] = { i, i, i };

	done(bpf_snprintf(out, sizeof(out), format, args, sizeof(args)));
}

/* Equal in all of 16 bytes. */
BENCH(strncmp, base_empty)
{
	long ret = bpf_strncmp(name, sizeof(name), "bpf-perf-string");

	bench_outcome(ret, ret != 0);
}

/* Without the value before, it is one instruction without a result. */
BENCH(atomic_add, base_empty)
{
	__sync_fetch_and_add(&word, 1);
}

BENCH(atomic_fetch_add, base_empty)
{
	sink(__sync_fetch_and_add(&word, 1));
}

BENCH(atomic_xchg, base_empty)
{
	sink(__sync_lock_test_and_set(&word, 1));
}

BENCH(atomic_cmpxchg, base_empty)
{
	sink(__sync_val_compare_and_swap(&word, 1, 1));
}

/*
 * A dynptr may be made only once on kernels before 6.3, so outside the loop;
 * BENCH() has no place for that.
 */
#define READ_DYNPTR(ret)                                                                           \
	do {                                                                                       \
		__u64 value_;                                                                      \
                                                                                                   \
		ret = bpf_dynptr_read(&value_, sizeof(value_), &ptr, 0, 0);                        \
		sink(&value_);                                                                     \
	} while (0)

SEC("raw_tp") int loop__dynptr_read_8__over__base_empty(void *ctx)
{
	struct bpf_dynptr ptr;
	__u64 start, end;
	__u32 i;
	long ret;

	bpf_dynptr_from_mem(block, sizeof(block), 0, &ptr);
	start = bpf_ktime_get_ns();
#pragma clang loop unroll_count(8)
	for (i = 0; i < BENCH_N; i++) {
		READ_DYNPTR(ret);
		sink(ret);
	}
	end = bpf_ktime_get_ns();
	bench_out.ns = end - start;
	bench_out.n = BENCH_N;
	bench_out.runs += BENCH_N;
	return 0;
}

SEC("raw_tp") int tail__dynptr_read_8(void *ctx)
{
	struct bpf_dynptr ptr;
	__u64 start;
	__u32 i;
	long ret;

	bpf_dynptr_from_mem(block, sizeof(block), 0, &ptr);
	for (i = 0; i < BENCH_N_TAIL; i++) {
		start = bpf_ktime_get_ns();
		READ_DYNPTR(ret);
		bench_record(bpf_ktime_get_ns() - start);
		bench_out.wrong += ret ? 1 : 0;
	}
	bench_out.checked += BENCH_N_TAIL;
	return 0;
}
