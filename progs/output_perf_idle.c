// SPDX-License-Identifier: GPL-2.0-only
/* Events for buffers that nobody reads: user space empties them between runs. */
#define NAME(op, size) op##_##size
#include "output_perf_producer.bpf.h"

PERFBUF(perf_no_wakeup);

SIZES(RINGBUF_DISCARD)

/* For the published costs of copying: output less reserve. */
RINGBUF_OUTPUT(128)
RINGBUF_OUTPUT(512)
RINGBUF_RESERVE(128)
RINGBUF_RESERVE(512)

BENCH_IN(BENCH_SEC, EVENTS, ringbuf_output_no_wakeup_64, base_events)
{
	done(bpf_ringbuf_output(&ring, event, 64, BPF_RB_NO_WAKEUP));
}

/* Its perf event wakes once in 256 KB of events, thus in one run of a hundred. */
BENCH_IN(BENCH_SEC, EVENTS, perf_event_output_no_wakeup_64, base_events)
{
	done(bpf_perf_event_output(ctx, &perf_no_wakeup, BPF_F_CURRENT_CPU, event, 64));
}
