// SPDX-License-Identifier: GPL-2.0-only
/* A tool on all read() calls: it sends each one, or counts them and sends one in a hundred. */
#include "pattern_perf_read.bpf.h"

struct read_event {
	__u64 time, size;
	__u32 pid, tid;
	char comm[16];
	__u64 unused[3];
};

static __always_inline int send(__u64 size)
{
	struct read_event *event = bpf_ringbuf_reserve(&ring, sizeof(*event), 0);

	if (!event)
		return -1;
	event->time = bpf_ktime_get_ns();
	event->size = size;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->tid = bpf_get_current_pid_tgid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("raw_tp/sys_enter") int send_all(struct bpf_raw_tracepoint_args *ctx)
{
	if (is_ours(ctx))
		send(0);
	return 0;
}

MAP(reads, BPF_MAP_TYPE_PERCPU_HASH, 0, __u32, __u64, 1024);

SEC("raw_tp/sys_enter") int aggregate(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 *count, one = 1;

	if (!is_ours(ctx))
		return 0;
	count = bpf_map_lookup_elem(&reads, &pid);
	if (!count) {
		bpf_map_update_elem(&reads, &pid, &one, BPF_ANY);
		return 0;
	}
	*count += 1;
	if (*count % 100 == 0)
		send(0);
	return 0;
}

SEC("raw_tp/sys_enter") int send_sizes(struct bpf_raw_tracepoint_args *ctx)
{
	if (is_ours(ctx))
		send(size_of(ctx));
	return 0;
}

SEC("raw_tp/sys_enter") int send_large(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 size;

	if (!is_ours(ctx))
		return 0;
	size = size_of(ctx);
	if (size >= PATTERN_LARGE)
		send(size);
	return 0;
}
