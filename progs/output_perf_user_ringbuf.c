// SPDX-License-Identifier: GPL-2.0-only
/* Events from user space to a program. One call takes all events, so these programs are written
 * without BENCH(), which makes a call per operation. */
#define BENCH_SEC "raw_tp"
#include "output_perf.bpf.h"

struct taking {
	__u32 wanted, got;
};

/* Events per run of a loop program and of a tail program. They are few because the verifier checks
 * the callback in each call. */
#define EVENTS 32
#define TAIL_EVENTS 8

/* The two clock reads of a run: a run is so short that they matter. */
SEC("raw_tp") int loop__base_clock__over__none(void *ctx)
{
	__u64 start = bpf_ktime_get_ns(), end = bpf_ktime_get_ns();

	bench_out.ns = end - start;
	bench_out.n = EVENTS;
	bench_out.runs += EVENTS;
	return 0;
}

#define USER_RINGBUF_DRAIN(size)                                                                   \
	USER_RINGBUF(user_##size, OUTPUT_BUFFER);                                                  \
                                                                                                   \
	/* Reads the event in place. A return value other than 0 ends the call. */                 \
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
	/* Takes an event of N bytes out of a user ring buffer. */                                 \
	SEC("raw_tp") int loop__user_ringbuf_drain_##size##__over__base_clock(void *ctx)           \
	{                                                                                          \
		struct taking taking = { .wanted = EVENTS };                                       \
		__u64 start, end;                                                                  \
                                                                                                   \
		start = bpf_ktime_get_ns();                                                        \
		bpf_user_ringbuf_drain(&user_##size, take_##size, &taking, BPF_RB_NO_WAKEUP);      \
		end = bpf_ktime_get_ns();                                                          \
		bench_out.ns = end - start;                                                        \
		bench_out.n = EVENTS;                                                              \
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
		for (i = 0; i < TAIL_EVENTS; i++) {                                                \
			taking.wanted = 1;                                                         \
			taking.got = 0;                                                            \
			start = bpf_ktime_get_ns();                                                \
			bpf_user_ringbuf_drain(&user_##size, take_##size, &taking,                 \
					       BPF_RB_NO_WAKEUP);                                  \
			bench_record(bpf_ktime_get_ns() - start);                                  \
			bench_out.wrong += taking.got != 1;                                        \
		}                                                                                  \
		bench_out.checked += TAIL_EVENTS;                                                  \
		return 0;                                                                          \
	}

USER_RINGBUF_DRAIN(16)
USER_RINGBUF_DRAIN(64)
USER_RINGBUF_DRAIN(256)
USER_RINGBUF_DRAIN(1024)
USER_RINGBUF_DRAIN(4096)
