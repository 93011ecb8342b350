/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that send events by schedule, for prog_tests/output_perf/pipeline.c.
 *
 *	SENDERS(ringbuf, send(event))
 *
 * defines send_ringbuf and end_ringbuf. The call must send the event, and return a negative errno
 * if it was refused.
 */
#include "output_perf.bpf.h"

struct output_control control SEC(OUTPUT_CONTROL_SECTION) = {};

/* Some microseconds at most: user space waits for events that are due later. */
#define SPINS 256

/* A separate function, so that the verifier checks it once. */
__attribute__((noinline)) int wait_until(__u64 due)
{
	__u32 i;

	for (i = 0; i < SPINS; i++)
		if (bpf_ktime_get_ns() >= due)
			break;
	return 0;
}

#define SENDERS(buffer, call)                                                                      \
	SEC("raw_tp") int send_##buffer(void *ctx)                                                 \
	{                                                                                          \
		struct output_event event = {};                                                    \
		__u32 i;                                                                           \
                                                                                                   \
		for (i = 0; i < OUTPUT_BURST_MAX; i++) {                                           \
			if (i >= control.burst)                                                    \
				break;                                                             \
			if (control.interval)                                                      \
				wait_until(control.due);                                           \
			control.due += control.interval;                                           \
			event.seq = control.seq++;                                                 \
			event.time = bpf_ktime_get_ns();                                           \
			control.refused += (call) < 0;                                             \
		}                                                                                  \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC("raw_tp") int end_##buffer(void *ctx)                                                  \
	{                                                                                          \
		struct output_event event = { .seq = control.seq, .end = 1 };                      \
                                                                                                   \
		if ((call) >= 0)                                                                   \
			control.ended = 1;                                                         \
		else                                                                               \
			control.end_refused++;                                                     \
		return 0;                                                                          \
	}
