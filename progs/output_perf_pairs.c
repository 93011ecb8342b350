// SPDX-License-Identifier: GPL-2.0-only
/* The same question, answered in two ways: all events go to user space, or only those that a
 * program filters or counts. User space compares cost and data. */
#include "output_perf.bpf.h"

RINGBUF(ring, OUTPUT_BUFFER);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, OUTPUT_KEYS);
	__type(key, __u64);
	__type(value, __u64);
} counts SEC(".maps");

struct output_control control SEC(OUTPUT_CONTROL_SECTION) = {};

/* No wakeup: the thread that runs the program also takes the events. */
static __always_inline void send(__u64 seq)
{
	struct output_event event = { .seq = seq, .key = seq % OUTPUT_KEYS };

	control.refused += bpf_ringbuf_output(&ring, &event, sizeof(event), BPF_RB_NO_WAKEUP) < 0;
}

/* Separate functions, so that the verifier checks each once. */
__attribute__((noinline)) int all(__u64 seq)
{
	send(seq);
	return 0;
}

__attribute__((noinline)) int filtered(__u64 seq)
{
	if (seq % OUTPUT_PASS_ONE_IN == 0)
		send(seq);
	return 0;
}

__attribute__((noinline)) int aggregated(__u64 seq)
{
	__u64 key = seq % OUTPUT_KEYS, *count;

	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		*count += 1;
	else
		control.refused++;
	if (seq % OUTPUT_SAMPLE_ONE_IN == 0)
		send(seq);
	return 0;
}

#define PAIR(name)                                                                                 \
	SEC("raw_tp") int send_##name(void *ctx)                                                   \
	{                                                                                          \
		__u32 i;                                                                           \
                                                                                                   \
		for (i = 0; i < OUTPUT_PAIR_BURST; i++)                                            \
			name(control.seq++);                                                       \
		return 0;                                                                          \
	}

PAIR(all)
PAIR(filtered)
PAIR(aggregated)
