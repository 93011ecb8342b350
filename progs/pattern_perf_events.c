// SPDX-License-Identifier: GPL-2.0-only
/* Advice about events for user space. */
#include "pattern_perf.bpf.h"

#define BATCH 100

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

struct record {
	__u64 words[8];
};

struct batch {
	struct record records[BATCH];
	__u32 n;
};

MAP(batches, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, struct batch, 1);

/* Sends each event by bpf_perf_event_output(). */
BENCH_SLOW(batch_perf_1, base_call)
{
	struct record record = { .words = { i } };

	done(bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &record, sizeof(record)));
}

/* Returns 1 when the batch is full. */
__attribute__((noinline)) int append(__u32 i)
{
	__u32 key = 0, at;
	struct batch *batch = bpf_map_lookup_elem(&batches, &key);

	if (!batch)
		return -1;
	at = batch->n;
	if (at >= BATCH)
		at = 0;
	batch->records[at] = (struct record){ .words = { i } };
	batch->n = at + 1;
	return at + 1 == BATCH;
}

/* Collects events in a per-CPU array, and sends each hundred at once. */
BENCH(batch_perf_100, base_call)
{
	__u32 key = 0;
	struct batch *batch;
	int err = 0;

	if (append(i) > 0) {
		batch = bpf_map_lookup_elem(&batches, &key);
		err = batch ? bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, batch->records,
						    sizeof(batch->records))
			    : -1;
	}
	done(err);
}
