// SPDX-License-Identifier: GPL-2.0-only
/* Events for buffers without a reader: user space empties them between runs. */
#define NAME(op, size) op##_##size
#include "output_perf_producer.bpf.h"

PERFBUF(perf_no_wakeup);

SIZES(RINGBUF_DISCARD)

/* For the published cost of copying: output minus reserve. */
RINGBUF_OUTPUT(128)
RINGBUF_OUTPUT(512)
RINGBUF_RESERVE(128)
RINGBUF_RESERVE(512)

/* Sends an event of N bytes to a ring buffer and wakes nobody. */
BENCH_IN(BENCH_SEC, EVENTS, ringbuf_output_no_wakeup_64, base_events)
{
	done(bpf_ringbuf_output(&ring, event, 64, BPF_RB_NO_WAKEUP));
}

/* Sends an event of N bytes to a perf buffer that hardly ever wakes. Its perf event wakes once per
 * 256 KB of events: in one run of a hundred. */
BENCH_IN(BENCH_SEC, EVENTS, perf_event_output_no_wakeup_64, base_events)
{
	done(bpf_perf_event_output(ctx, &perf_no_wakeup, BPF_F_CURRENT_CPU, event, 64));
}
