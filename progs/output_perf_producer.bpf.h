/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What it costs a program to send an event.  Included by an object without and
 * by one with a consumer, which define NAME(op, size) before.
 */
#define BENCH_SEC "raw_tp"
#include "output_perf.bpf.h"

/* Buffers of their own for what leaves events behind that nobody was woken for. */
RINGBUF(ring, OUTPUT_BUFFER);
RINGBUF(ring_wakeup_100, OUTPUT_BUFFER);
/* Their perf events wake after 1 and after 100 events. */
PERFBUF(perf);
PERFBUF(perf_wakeup_100);

char event[OUTPUT_EVENT_MAX];

/*
 * Events in a run: of the largest ones so many fit into the buffer.  They are so few
 * that the two clock reads of a run show, so the baseline has to be as short.  Where
 * somebody waits this is the length of a burst, and thus part of what is measured.
 */
#define EVENTS 32

BENCH_IN(BENCH_SEC, EVENTS, base_events, none)
{
	sink(i);
}

#define RINGBUF_OUTPUT(size)                                                                       \
	BENCH_IN(BENCH_SEC, EVENTS, NAME(ringbuf_output, size), base_events)                       \
	{                                                                                          \
		done(bpf_ringbuf_output(&ring, event, size, 0));                                   \
	}

#define PERF_EVENT_OUTPUT(size)                                                                    \
	BENCH_IN(BENCH_SEC, EVENTS, NAME(perf_event_output, size), base_events)                    \
	{                                                                                          \
		done(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, size));           \
	}

/*
 * The event is left as it is but for one word.  A program that fills it would
 * otherwise have filled memory of its own, which is not in the figure of
 * ringbuf_output, either.
 */
#define RINGBUF_RESERVED(op, how, size)                                                            \
	BENCH_IN(BENCH_SEC, EVENTS, NAME(op, size), base_events)                                   \
	{                                                                                          \
		__u64 *record = bpf_ringbuf_reserve(&ring, size, 0);                               \
                                                                                                   \
		if (!record) {                                                                     \
			bench_outcome(1, 1);                                                       \
			return;                                                                    \
		}                                                                                  \
		*record = i;                                                                       \
		how(record, 0);                                                                    \
	}

#define RINGBUF_RESERVE(size) RINGBUF_RESERVED(ringbuf_reserve, bpf_ringbuf_submit, size)
#define RINGBUF_DISCARD(size) RINGBUF_RESERVED(ringbuf_discard, bpf_ringbuf_discard, size)

#define SIZES(op) op(16) op(64) op(256) op(1024) op(4096)

SIZES(RINGBUF_OUTPUT)
SIZES(PERF_EVENT_OUTPUT)
SIZES(RINGBUF_RESERVE)

BENCH_IN(BENCH_SEC, EVENTS, NAME(ringbuf_output_force_wakeup, 64), base_events)
{
	done(bpf_ringbuf_output(&ring, event, 64, BPF_RB_FORCE_WAKEUP));
}

/* Two wakeups a run, whatever the count begins at. */
#define COUNT_EVERY (2 * OUTPUT_EVERY)

BENCH_IN(BENCH_SEC, COUNT_EVERY, base_every, none)
{
	sink(i);
}

/*
 * Sends one event in a hundred by itself, or all hundred in one.  Functions of
 * their own, so that the verifier looks at both ways once and not once an event.
 */
__u32 sent;
__attribute__((noinline)) int wakeup_flags(void)
{
	if (++sent < OUTPUT_EVERY)
		return BPF_RB_NO_WAKEUP;
	sent = 0;
	return BPF_RB_FORCE_WAKEUP;
}

BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(ringbuf_output_wakeup_100, 64), base_every)
{
	done(bpf_ringbuf_output(&ring_wakeup_100, event, 64, wakeup_flags()));
}

BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(perf_event_output_wakeup_100, 64), base_every)
{
	done(bpf_perf_event_output(ctx, &perf_wakeup_100, BPF_F_CURRENT_CPU, event, 64));
}

struct output_event batch[OUTPUT_EVERY];
__u32 batched;
__attribute__((noinline)) int submit_batch(void)
{
	__u32 at = batched;

	if (at >= OUTPUT_EVERY)
		return -1;
	__builtin_memcpy(&batch[at], event, sizeof(batch[at]));
	if (at < OUTPUT_EVERY - 1) {
		batched = at + 1;
		return 0;
	}
	batched = 0;
	return bpf_ringbuf_output(&ring, batch, sizeof(batch), 0);
}

__attribute__((noinline)) int submit_one(void)
{
	return bpf_ringbuf_output(&ring, event, 64, 0);
}

BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(submit_batch_1, 64), base_every)
{
	done(submit_one());
}

BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(submit_batch_100, 64), base_every)
{
	done(submit_batch());
}
