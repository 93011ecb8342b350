/* SPDX-License-Identifier: GPL-2.0-only */
/* Parses packets for hook_perf: Ethernet, IPv4, TCP. */
#ifndef HOOK_PERF_PACKET_BPF_H
#define HOOK_PERF_PACKET_BPF_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>

/* The fields of a TCP packet that programs compare. */
struct flow {
	__u32 saddr, daddr;
	__u16 source, dest;
};

/* Returns true if the packet is TCP over IPv4, with or without options, and sets *flow. */
static __always_inline _Bool parse_tcp(void *data, void *end, struct flow *flow)
{
	const struct ethhdr *eth = data;
	const struct iphdr *ip = data + sizeof(*eth);
	const struct tcphdr *tcp;

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return 0;
	if (ip->version != 4 || ip->ihl < 5 || ip->protocol != IPPROTO_TCP)
		return 0;
	tcp = (void *)ip + ip->ihl * 4;
	if ((void *)(tcp + 1) > end)
		return 0;
	flow->saddr = ip->saddr;
	flow->daddr = ip->daddr;
	flow->source = tcp->source;
	flow->dest = tcp->dest;
	return 1;
}

#endif /* HOOK_PERF_PACKET_BPF_H */
