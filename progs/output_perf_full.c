// SPDX-License-Identifier: GPL-2.0-only
/* Events for buffers that are full: each is refused. */
#define BENCH_SEC "raw_tp"
#include "output_perf.bpf.h"

RINGBUF(ring, OUTPUT_EVENT_MAX);
PERFBUF(perf);

char event[64];

/* Until there is no more room, which is so long before the last one. */
SEC("raw_tp") int fill(void *ctx)
{
	__u32 i;

	for (i = 0; i < OUTPUT_EVENT_MAX / sizeof(event); i++) {
		bpf_ringbuf_output(&ring, event, sizeof(event), BPF_RB_NO_WAKEUP);
		bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, sizeof(event));
	}
	return 0;
}

BENCH(ringbuf_output_full_64, base_empty)
{
	refused(bpf_ringbuf_output(&ring, event, sizeof(event), 0));
}

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

BENCH(perf_event_output_full_64, base_empty)
{
	refused(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, event, sizeof(event)));
}
