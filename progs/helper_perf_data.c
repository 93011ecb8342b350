// SPDX-License-Identifier: GPL-2.0-only
/* Helpers on the program's own memory, and atomics on it. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

char name[16] = "bpf-perf-string";
char out[64];
/* Each has its own cache line, away from bench_out. */
__u64 word __attribute__((aligned(64)));
__u64 block[8] __attribute__((aligned(64)));

BENCH_BASE(base_args)
{
	__u64 args[] = { i, i, i };

	sink(args);
}

/* Formats a text with three numbers. */
BENCH(snprintf, base_args)
{
	static const char format[] = "%d %u %llu";
	__u64 args[] = { i, i, i };

	done(bpf_snprintf(out, sizeof(out), format, args, sizeof(args)));
}

/* Compares two strings of 16 bytes, all of which are equal. */
BENCH(strncmp, base_empty)
{
	long ret = bpf_strncmp(name, sizeof(name), "bpf-perf-string");

	bench_outcome(ret, ret != 0);
}

/* Adds 1 to a word in memory, atomically. The old value is not used, so it is one instruction
 * without a result. */
BENCH(atomic_add, base_empty)
{
	__sync_fetch_and_add(&word, 1);
}

/* Adds 1 to a word in memory, atomically, and takes the old value. */
BENCH(atomic_fetch_add, base_empty)
{
	sink(__sync_fetch_and_add(&word, 1));
}

/* Exchanges a word in memory, atomically. */
BENCH(atomic_xchg, base_empty)
{
	sink(__sync_lock_test_and_set(&word, 1));
}

/* Compares and exchanges a word in memory, atomically. */
BENCH(atomic_cmpxchg, base_empty)
{
	sink(__sync_val_compare_and_swap(&word, 1, 1));
}

/* Before 6.3 a dynptr may be created only once, so it is created outside the loop. BENCH() has no
 * place for that. */
#define READ_DYNPTR(ret)                                                                           \
	do {                                                                                       \
		__u64 value_;                                                                      \
                                                                                                   \
		ret = bpf_dynptr_read(&value_, sizeof(value_), &ptr, 0, 0);                        \
		sink(&value_);                                                                     \
	} while (0)

/* Reads N bytes through a dynptr. */
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
