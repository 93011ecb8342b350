/* SPDX-License-Identifier: GPL-2.0-only */
/* The cost of sending an event, for a program. Two objects include this file, one without a
 * consumer and one with. They define NAME(op, size) before. */
#define BENCH_SEC "raw_tp"
#include "output_perf.bpf.h"

/* Separate buffers for operations that leave events for which nobody was woken. */
RINGBUF(ring, OUTPUT_BUFFER);
RINGBUF(ring_wakeup_100, OUTPUT_BUFFER);
/* Their perf events wake after 1 and after 100 events. */
PERFBUF(perf);
PERFBUF(perf_wakeup_100);

char event[OUTPUT_EVENT_MAX];

/*
 * Events per run: this many of the largest size fit into the buffer. They are so few that the two
 * clock reads of a run matter, so the baseline must be as short. With a waiting consumer this is
 * the length of a burst and so a part of what is measured.
 */
#define EVENTS 32

BENCH_IN(BENCH_SEC, EVENTS, base_events, none)
{
	sink(i);
}

#define RINGBUF_OUTPUT(size)                                                                       \
	/* Copies an event of N bytes into a ring buffer. */                                       \
	BENCH_IN(BENCH_SEC, EVENTS, NAME(ringbuf_output, size), base_events)                       \
	{                                                                                          \
		done(bpf_ringbuf_output(&ring, event, size, 0));                                   \
	}

#define PERF_EVENT_OUTPUT(size)                                                                    \
	/* Copies an event of N bytes into a perf buffer. */                                       \
	BENCH_IN(BENCH_SEC, EVENTS, NAME(perf_event_output, size), base_events)                    \
	{                                                                                          \
		done(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, size));           \
	}

/* One word of the event is written. A program that fills the event would otherwise fill its own
 * memory, which the figure of ringbuf_output does not include, either. */
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

#define RINGBUF_RESERVE(size)                                                                      \
	/* Reserves N bytes in a ring buffer and submits them. */                                  \
	RINGBUF_RESERVED(ringbuf_reserve, bpf_ringbuf_submit, size)

#define RINGBUF_DISCARD(size)                                                                      \
	/* Reserves N bytes in a ring buffer and discards them. */                                 \
	RINGBUF_RESERVED(ringbuf_discard, bpf_ringbuf_discard, size)

#define SIZES(op) op(16) op(64) op(256) op(1024) op(4096)

SIZES(RINGBUF_OUTPUT)
SIZES(PERF_EVENT_OUTPUT)
SIZES(RINGBUF_RESERVE)

/* Copies an event of N bytes into a ring buffer and always wakes. */
BENCH_IN(BENCH_SEC, EVENTS, NAME(ringbuf_output_force_wakeup, 64), base_events)
{
	done(bpf_ringbuf_output(&ring, event, 64, BPF_RB_FORCE_WAKEUP));
}

/* Two wakeups per run, wherever the count begins. */
#define COUNT_EVERY (2 * OUTPUT_EVERY)

BENCH_IN(BENCH_SEC, COUNT_EVERY, base_every, none)
{
	sink(i);
}

/* Wakes for one event in a hundred, or sends all hundred at once. These are separate functions, so
 * that the verifier checks both ways once and not for every event. */
__u32 sent;
__attribute__((noinline)) int wakeup_flags(void)
{
	if (++sent < OUTPUT_EVERY)
		return BPF_RB_NO_WAKEUP;
	sent = 0;
	return BPF_RB_FORCE_WAKEUP;
}

/* Copies an event of N bytes into a ring buffer; one in a hundred wakes. */
BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(ringbuf_output_wakeup_100, 64), base_every)
{
	done(bpf_ringbuf_output(&ring_wakeup_100, event, 64, wakeup_flags()));
}

/* Copies an event of N bytes into a perf buffer; one in a hundred wakes. */
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

/* Sends an event of N bytes by itself, for the comparison with a batch. */
BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(submit_batch_1, 64), base_every)
{
	done(submit_one());
}

/* Sends an event of N bytes in a batch of a hundred. */
BENCH_IN(BENCH_SEC, COUNT_EVERY, NAME(submit_batch_100, 64), base_every)
{
	done(submit_batch());
}
