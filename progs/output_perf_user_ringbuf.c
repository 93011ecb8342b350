// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events from user space to a program, which takes all that are to be taken in
 * one call: so these are written without BENCH(), which is a call an operation.
 */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "output_perf.h"

struct taking {
	__u32 wanted, got;
};

/* ret: what the last call returned, which is the number of events. */
#define USER_RINGBUF_DRAIN(size, count)                                                            \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_USER_RINGBUF);                                           \
		__uint(max_entries, OUTPUT_BUFFER);                                                \
	} user_##size SEC(".maps");                                                                \
                                                                                                   \
	/* Looks at the event where it is; not 0: enough. */                                       \
	static long take_##size(struct bpf_dynptr *ptr, void *context)                             \
	{                                                                                          \
		struct taking *taking = context;                                                   \
		__u64 *event = bpf_dynptr_data(ptr, 0, size);                                      \
                                                                                                   \
		if (event && *event == size)                                                       \
			taking->got++;                                                             \
		return --taking->wanted == 0;                                                      \
	}                                                                                          \
                                                                                                   \
	SEC("raw_tp") int loop__user_ringbuf_drain_##size##__over__none(void *ctx)                 \
	{                                                                                          \
		struct taking taking = { .wanted = count };                                        \
		__u64 start, end;                                                                  \
                                                                                                   \
		start = bpf_ktime_get_ns();                                                        \
		bpf_user_ringbuf_drain(&user_##size, take_##size, &taking, BPF_RB_NO_WAKEUP);      \
		end = bpf_ktime_get_ns();                                                          \
		bench_out.ns = end - start;                                                        \
		bench_out.n = count;                                                               \
		bench_out.runs += taking.got;                                                      \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC("raw_tp") int tail__user_ringbuf_drain_##size(void *ctx)                               \
	{                                                                                          \
		struct taking taking;                                                              \
		__u64 start;                                                                       \
		__u32 i;                                                                           \
                                                                                                   \
		for (i = 0; i < BENCH_N_TAIL; i++) {                                               \
			taking.wanted = 1;                                                         \
			taking.got = 0;                                                            \
			start = bpf_ktime_get_ns();                                                \
			bpf_user_ringbuf_drain(&user_##size, take_##size, &taking,                 \
					       BPF_RB_NO_WAKEUP);                                  \
			bench_record(bpf_ktime_get_ns() - start);                                  \
			bench_out.wrong += taking.got != 1;                                        \
		}                                                                                  \
		bench_out.checked += BENCH_N_TAIL;                                                 \
		return 0;                                                                          \
	}

USER_RINGBUF_DRAIN(16, BENCH_N)
USER_RINGBUF_DRAIN(64, BENCH_N)
USER_RINGBUF_DRAIN(256, BENCH_N)
USER_RINGBUF_DRAIN(1024, 32)
USER_RINGBUF_DRAIN(4096, 32)
