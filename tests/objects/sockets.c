// SPDX-License-Identifier: GPL-2.0-only
/* Programs that only sockets run: each counts its messages. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* It has room for both ends of a connection. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} peers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} hashed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} group SEC(".maps");

SEC("sk_msg")
int message(struct sk_msg_md *ctx)
{
	return SK_PASS;
}

/* The second end gets it, but at once. */
SEC("sk_msg")
int redirected(struct sk_msg_md *ctx)
{
	return bpf_msg_redirect_map(ctx, &peers, 1, BPF_F_INGRESS);
}

SEC("sk_msg")
int dropped(struct sk_msg_md *ctx)
{
	return SK_DROP;
}

SEC("sk_skb/stream_parser")
int parser(struct __sk_buff *ctx)
{
	return ctx->len;
}

SEC("sk_skb/stream_verdict")
int verdict(struct __sk_buff *ctx)
{
	__u32 key = 1;

	return bpf_sk_redirect_hash(ctx, &hashed, &key, BPF_F_INGRESS);
}

SEC("sk_reuseport")
int chosen(struct sk_reuseport_md *ctx)
{
	__u32 key = 1;

	bpf_sk_select_reuseport(ctx, &group, &key, 0);
	return SK_PASS;
}

char LICENSE[] SEC("license") = "GPL";
