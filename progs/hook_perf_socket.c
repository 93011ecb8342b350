// SPDX-License-Identifier: GPL-2.0-only
/* Programs of sockets and of a network namespace's sockets. */
#include "bench.bpf.h"

/* Whose sockets' messages sk_msg sees. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

/* Chooses none: the kernel goes on looking. */
SEC("sk_lookup") int on_sk_lookup(struct bpf_sk_lookup *ctx)
{
	return SK_PASS;
}

/* Keeps all of the packet. */
SEC("socket") int on_socket_filter(struct __sk_buff *ctx)
{
	return -1;
}

SEC("sk_msg") int on_sk_msg(struct sk_msg_md *ctx)
{
	return SK_PASS;
}
