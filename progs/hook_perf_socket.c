// SPDX-License-Identifier: GPL-2.0-only
/* Programs of sockets, and of the sockets of a network namespace. */
#include "bench.bpf.h"

/* The sockets whose messages sk_msg sees. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

/* Chooses no socket: the kernel continues its lookup. */
SEC("sk_lookup") int on_sk_lookup(struct bpf_sk_lookup *ctx)
{
	return SK_PASS;
}

/* Keeps the whole packet. */
SEC("socket") int on_socket_filter(struct __sk_buff *ctx)
{
	return -1;
}

SEC("sk_msg") int on_sk_msg(struct sk_msg_md *ctx)
{
	return SK_PASS;
}
