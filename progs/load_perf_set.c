// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fixed set of programs, of the kinds that verifiers of different kernels follow differently: the
 * instructions that are processed for each are compared between kernels. They are loaded and never
 * run.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct flow {
	__u32 from, to;
	__u16 source, dest;
	__u32 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u32);
} rules SEC(".maps");

/* Headers with options of any length: loops over bytes of the packet, with a check for each. */
SEC("xdp") int parser(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = (void *)data;
	struct iphdr *ip = (void *)(eth + 1);
	struct flow flow = {};
	unsigned char *option;
	struct tcphdr *tcp;
	__u64 *count;
	__u32 sum = 0;

	if ((void *)(ip + 1) > (void *)end || eth->h_proto != bpf_htons(ETH_P_IP) || ip->ihl < 5)
		return XDP_PASS;
	option = (void *)(ip + 1);
	for (__u32 i = 0; i < 40 && i < (ip->ihl - 5) * 4U; i++) {
		if (option + i + 1 > end)
			return XDP_DROP;
		sum += option[i];
	}
	tcp = (void *)ip + ip->ihl * 4;
	if (ip->protocol != IPPROTO_TCP || (void *)(tcp + 1) > (void *)end)
		return XDP_PASS;
	flow.from = ip->saddr;
	flow.to = ip->daddr;
	flow.source = tcp->source;
	flow.dest = tcp->dest;
	flow.protocol = ip->protocol + sum;
	count = bpf_map_lookup_elem(&flows, &flow);
	if (count)
		__sync_fetch_and_add(count, 1);
	return XDP_PASS;
}

char text[256];

/* The first place of one text in another, byte by byte. */
SEC("raw_tp") int strings(void *ctx)
{
	static const char wanted[] = "bpf";

	for (__u32 at = 0; at < sizeof(text) - sizeof(wanted); at++) {
		__u32 i;

		for (i = 0; i < sizeof(wanted) - 1; i++)
			if (text[at + i] != wanted[i])
				break;
		if (i == sizeof(wanted) - 1)
			return at;
	}
	return -1;
}

/* Each lookup may fail, and each key depends on the value before. */
SEC("raw_tp") int lookups(void *ctx)
{
	__u32 key = 0, *next;

	for (__u32 i = 0; i < 64; i++) {
		next = bpf_map_lookup_elem(&rules, &key);
		if (!next)
			return i;
		key = *next % 64;
		if (key > 32)
			*next += 1;
	}
	return key;
}

/* Rules of which each may hold or not, and a state that depends on all. */
SEC("tc") int classify(struct __sk_buff *skb)
{
	__u32 class = 0, mark = skb->mark, len = skb->len;

	for (__u32 i = 0; i < 9; i++) {
		if (mark & 1U << i)
			class += 3;
		else if (len > 64 * i)
			class ^= 1;
		if (class > 20)
			class -= 16;
	}
	skb->priority = class;
	return 0;
}

static __attribute__((noinline)) __u32 inner(__u32 x, __u32 y)
{
	return x > y ? x - y : y * 3 + x;
}

static __attribute__((noinline)) __u32 middle(__u32 x)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < 8; i++)
		sum += inner(x, i);
	return sum;
}

/* The verifier follows a static function at each of its calls. */
SEC("tc") int calls(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < 8; i++)
		sum += middle(skb->len + i);
	skb->priority = sum;
	return 0;
}
