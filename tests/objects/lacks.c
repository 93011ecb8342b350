// SPDX-License-Identifier: GPL-2.0-only
/* Programs that need what no kernel has, each something else. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct task_struct {
	int no_such_field;
} __attribute__((preserve_access_index));

SEC("raw_tp/sys_enter")
int field(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, no_such_field);
}

SEC("raw_tp/sys_enter")
int helper(void *ctx)
{
	long (*no_such_helper)(void) = (void *)250;

	return no_such_helper();
}

SEC("freplace/other")
int replaces(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("fentry/no_such_function")
int function(void *ctx)
{
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u32);
} sized_by_its_loader SEC(".maps");

SEC("raw_tp/sys_enter")
int entries(void *ctx)
{
	__u32 key = 0;

	bpf_map_lookup_elem(&sized_by_its_loader, &key);
	return 0;
}

SEC("raw_tp/sys_enter")
int fine(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
