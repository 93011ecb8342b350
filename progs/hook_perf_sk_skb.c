// SPDX-License-Identifier: GPL-2.0-only
/* A program on what a socket receives. It has a map of its own. */
#include "bench.bpf.h"

/* The socket. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

/* Leaves what came in to its socket. */
SEC("sk_skb/stream_verdict") int on_sk_skb(struct __sk_buff *ctx)
{
	return SK_PASS;
}
