// SPDX-License-Identifier: GPL-2.0-only
/*
 * A load balancer at XDP, as the guides describe it: it parses a packet, looks the service up, then
 * the session, gives a new session to a backend by a ring of hashes, and sends the packet there in
 * another IPv4 header.
 */
#define BENCH_SEC "xdp"
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>

#include "bench.bpf.h"
#include "map.bpf.h"
#include "pattern_perf.h"

#define IP_FRAGMENT 0x3fff /* More fragments, or an offset. */

MAP(services, BPF_MAP_TYPE_HASH, 0, struct pattern_service, __u32, 16);
MAP(sessions, BPF_MAP_TYPE_LRU_HASH, 0, struct pattern_flow, __u32, PATTERN_SESSIONS);
MAP(ring, BPF_MAP_TYPE_ARRAY, 0, __u32, __u32, PATTERN_RING);
MAP(backends, BPF_MAP_TYPE_ARRAY, 0, __u32, struct pattern_backend, PATTERN_BACKENDS);

/* The address of the balancer, in network byte order. */
const volatile __u32 own_address;

/* Returns XDP_TX if the packet has a flow, else what becomes of it. */
static __always_inline int parse(struct xdp_md *ctx, struct pattern_flow *flow)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	/* Both protocols have the ports at the same place. */
	struct udphdr *ports = (void *)(ip + 1);
	__u32 size;

	if ((void *)(ip + 1) > end)
		return XDP_DROP;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5)
		return XDP_PASS;
	if (ip->frag_off & bpf_htons(IP_FRAGMENT))
		return XDP_DROP;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return XDP_PASS;
	if ((void *)(ports + 1) > end)
		return XDP_DROP;
	size = ip->protocol == IPPROTO_TCP ? sizeof(struct tcphdr) : sizeof(struct udphdr);
	if ((void *)ports + size > end)
		return XDP_DROP;
	flow->source = ip->saddr;
	flow->destination = ip->daddr;
	flow->source_port = ports->source;
	flow->destination_port = ports->dest;
	flow->protocol = ip->protocol;
	return XDP_TX;
}

static __always_inline bool is_service(const struct pattern_flow *flow)
{
	struct pattern_service service = {
		.address = flow->destination,
		.port = flow->destination_port,
		.protocol = flow->protocol,
	};

	return bpf_map_lookup_elem(&services, &service);
}

/* Returns the backend of the session; a new one is given to one by its hash. */
static __always_inline struct pattern_backend *choose(const struct pattern_flow *flow)
{
	__u32 *at = bpf_map_lookup_elem(&sessions, flow), place, backend;

	if (!at) {
		place = flow->source ^ ((__u32)flow->source_port << 16 | flow->protocol);
		place = place * 0x9e3779b1 % PATTERN_RING;
		at = bpf_map_lookup_elem(&ring, &place);
		if (!at)
			return NULL;
		backend = *at;
		bpf_map_update_elem(&sessions, flow, &backend, BPF_ANY);
	} else {
		backend = *at;
	}
	return bpf_map_lookup_elem(&backends, &backend);
}

static __always_inline __u16 checksum(const struct iphdr *ip)
{
	const __u16 *word = (const void *)ip;
	__u32 sum = 0, i;

	for (i = 0; i < sizeof(*ip) / 2; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(__u16)((sum & 0xffff) + (sum >> 16));
}

static __always_inline int encapsulate(struct xdp_md *ctx, const struct pattern_backend *backend)
{
	struct ethhdr *eth, *old;
	void *data, *end;
	struct iphdr *ip;
	__u16 inner;

	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(*ip)))
		return XDP_DROP;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	eth = data;
	ip = (void *)(eth + 1);
	old = (void *)eth + sizeof(*ip);
	if ((void *)(ip + 2) > end)
		return XDP_DROP;
	inner = bpf_ntohs(((struct iphdr *)(old + 1))->tot_len);
	__builtin_memcpy(eth->h_source, old->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, backend->mac, ETH_ALEN);
	eth->h_proto = bpf_htons(ETH_P_IP);
	*ip = (struct iphdr){
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = IPPROTO_IPIP,
		.tot_len = bpf_htons(inner + sizeof(*ip)),
		.saddr = own_address,
		.daddr = backend->address,
	};
	ip->check = checksum(ip);
	return XDP_TX;
}

SEC("xdp") int balance(struct xdp_md *ctx)
{
	struct pattern_flow flow = {};
	struct pattern_backend *backend;
	int verdict = parse(ctx, &flow);

	if (verdict != XDP_TX)
		return verdict;
	if (!is_service(&flow))
		return XDP_PASS;
	backend = choose(&flow);
	return backend ? encapsulate(ctx, backend) : XDP_DROP;
}

/* What a packet costs without the balancer. */
SEC("xdp") int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}
