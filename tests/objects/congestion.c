// SPDX-License-Identifier: GPL-2.0-only
/* Congestion control that never shrinks its window. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sock {
	int unused;
};

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/threshold")
__u32 threshold(unsigned long long *ctx)
{
	return 64;
}

SEC("struct_ops/avoid")
void avoid(unsigned long long *ctx)
{
}

SEC("struct_ops/undo")
__u32 undo(unsigned long long *ctx)
{
	return 64;
}

SEC(".struct_ops")
struct tcp_congestion_ops constant = {
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "bpf_constant",
};

char LICENSE[] SEC("license") = "GPL";
