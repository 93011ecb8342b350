// SPDX-License-Identifier: GPL-2.0-only
/* A small tool, as load_perf opens, configures, loads and attaches it: it counts task switches to a
 * process. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 wanted_pid;
const volatile __u32 rate = 99;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} events SEC(".maps");

SEC("raw_tp/sched_switch") int on_switch(void *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 one = 1, *count;

	if (wanted_pid && pid != wanted_pid)
		return 0;
	count = bpf_map_lookup_elem(&events, &pid);
	if (count)
		__sync_fetch_and_add(count, rate);
	else
		bpf_map_update_elem(&events, &pid, &one, BPF_ANY);
	return 0;
}
