// SPDX-License-Identifier: GPL-2.0-only
/* The cost of a packet with an XDP program, by what the program decides. See docs/hook_perf.md. */
#define BENCH_SEC "xdp"
#include "bench.bpf.h"
#include "hook_perf_packet.bpf.h"
#include "hook_perf_xdp.bpf.h"

/* The destination port of the test's frames: prog_tests/hook_perf/packet_net.c. */
#define PORT 80
/* Rules that the long program looks up, one after the other. */
#define RULES 16

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct flow);
	__type(value, __u32);
} rules SEC(".maps");

static __always_inline int drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

static __always_inline int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

/* Sends the frame back with swapped addresses, as an answering host does. */
static __always_inline int tx(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	__u8 address[ETH_ALEN];

	if ((void *)(eth + 1) > end)
		return XDP_ABORTED;
	__builtin_memcpy(address, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, eth->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, address, ETH_ALEN);
	return XDP_TX;
}

/* Redirects to the device by which the frame came in, so that it ends where that of XDP_TX ends. */
static __always_inline int redirect(struct xdp_md *ctx)
{
	return bpf_redirect(ctx->ingress_ifindex, 0);
}

/* A filter that drops packets for one port. */
static __always_inline int parse(struct xdp_md *ctx)
{
	struct flow flow;

	if (!parse_tcp((void *)(long)ctx->data, (void *)(long)ctx->data_end, &flow))
		return XDP_PASS;
	return flow.dest == bpf_htons(PORT) ? XDP_DROP : XDP_PASS;
}

/* The same filter, after looking up sixteen rules that do not match. */
static __always_inline int parse_rules(struct xdp_md *ctx)
{
	struct flow flow, rule;
	__u32 i;

	if (!parse_tcp((void *)(long)ctx->data, (void *)(long)ctx->data_end, &flow))
		return XDP_PASS;
	for (i = 0; i < RULES; i++) {
		rule = flow;
		rule.saddr ^= i;
		if (bpf_map_lookup_elem(&rules, &rule))
			return XDP_PASS;
	}
	return flow.dest == bpf_htons(PORT) ? XDP_DROP : XDP_PASS;
}

/* Two programs each: one to be attached, one to be repeated. */
#define XDP_PROG(name)                                                                             \
	SEC("xdp") int xdp_##name(struct xdp_md *ctx)                                              \
	{                                                                                          \
		return name(ctx);                                                                  \
	}                                                                                          \
	SEC("xdp") int timed_##name(struct xdp_md *ctx)                                            \
	{                                                                                          \
		tick();                                                                            \
		return name(ctx);                                                                  \
	}

XDP_PROG(drop)
XDP_PROG(pass)
XDP_PROG(tx)
XDP_PROG(redirect)
XDP_PROG(parse)
XDP_PROG(parse_rules)

/* The end of the path: counts the frames that arrive there. */
SEC("xdp") int xdp_end(struct xdp_md *ctx)
{
	bench_out.note += 1;
	return XDP_DROP;
}
