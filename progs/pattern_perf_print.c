// SPDX-License-Identifier: GPL-2.0-only
/* An event that is printed to the trace pipe, sent, or only counted. */
#include "pattern_perf.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

struct record {
	__u64 time;
	__u32 pid, number;
	char comm[16];
};

MAP(counts, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, __u64, 1);

/* The prefix is that of prog_tests/pattern_perf/events.c. */
const char line[] = "bpf-perf pid %d number %d";

static __always_inline int describe(struct record *record, __u32 i)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	record->time = bpf_ktime_get_ns();
	record->pid = bpf_get_current_pid_tgid() >> 32;
	record->number = i;
	bpf_get_current_comm(record->comm, sizeof(record->comm));
	if (!count)
		return -1;
	*count += 1;
	return 0;
}

/* Handles an event: time, pid, name and a count. */
HANDLER(print_nothing)
{
	struct record record = {};

	return describe(&record, i);
}

/* Handles the same event and prints it to the trace pipe. */
HANDLER(print_line)
{
	struct record record = {};

	if (describe(&record, i))
		return -1;
	return bpf_trace_printk(line, sizeof(line), record.pid, record.number);
}

/* Handles the same event and sends it to a ring buffer. */
HANDLER(print_by_ringbuf)
{
	struct record record = {};

	if (describe(&record, i))
		return -1;
	return bpf_ringbuf_output(&ring, &record, sizeof(record), 0);
}
