// SPDX-License-Identifier: GPL-2.0-only
/* Events by schedule for libbpf's consumers: their sizes are the runner's. */
#include "output_perf_pipeline.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, OUTPUT_BUFFER);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

SENDERS(ringbuf, bpf_ringbuf_output(&ring, &event, sizeof(event), 0))
SENDERS(perfbuf, bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &event, sizeof(event)))
