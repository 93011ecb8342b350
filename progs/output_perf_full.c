// SPDX-License-Identifier: GPL-2.0-only
/* Events for full buffers: each event is refused. */
#define BENCH_SEC "raw_tp"
#include "output_perf.bpf.h"

RINGBUF(ring, OUTPUT_EVENT_MAX);
PERFBUF(perf);

char event[64];

/* Fills the buffers. They are full before the last event, because each event has a header. */
SEC("raw_tp") int fill(void *ctx)
{
	__u32 i;

	for (i = 0; i < OUTPUT_EVENT_MAX / sizeof(event); i++) {
		bpf_ringbuf_output(&ring, event, sizeof(event), BPF_RB_NO_WAKEUP);
		bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, sizeof(event));
	}
	return 0;
}

/* Sends an event of N bytes to a full ring buffer, which refuses it. */
BENCH(ringbuf_output_full_64, base_empty)
{
	refused(bpf_ringbuf_output(&ring, event, sizeof(event), 0));
}

/* Reserves N bytes in a full ring buffer, which refuses. */
BENCH(ringbuf_reserve_full_64, base_empty)
{
	void *record = bpf_ringbuf_reserve(&ring, sizeof(event), 0);

	if (record) {
		bench_outcome(1, 1);
		bpf_ringbuf_discard(record, 0);
		return;
	}
	refused(-1);
}

/* Sends an event of N bytes to a full perf buffer, which refuses it. */
BENCH(perf_event_output_full_64, base_empty)
{
	refused(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, sizeof(event)));
}
