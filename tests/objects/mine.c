// SPDX-License-Identifier: GPL-2.0-only
/*
 * An object as its author writes it, without a line for bpf-perf: an XDP program that counts the
 * ports of TCP connections, and a program on system calls. Macros make it worse in one way each.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#ifdef SYSCALL
struct two {
	__u32 a, b;
};
#endif

#ifdef WORSE_MEMORY
#define ENTRIES 16384
#else
#define ENTRIES 8192
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, __u16);
	__type(value, __u64);
#ifdef PINNED
	__uint(pinning, LIBBPF_PIN_BY_NAME);
#endif
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} weights SEC(".maps");

#ifdef HUGE
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 0xffffffff);
	__type(key, __u32);
	__type(value, char[256]);
} huge SEC(".maps");
#endif

#ifdef SYSCALL
/* It adds two numbers of its context and returns the sum. */
SEC("syscall")
int sum(struct two *ctx)
{
	return ctx->a + ctx->b;
}
#endif

#ifdef ENDLESS
SEC("xdp")
int endless(struct xdp_md *ctx)
{
	volatile __u32 i, sum = 0;

	for (i = 0; i < 10000000; i++)
		sum += i;
	return sum;
}
#endif

#ifdef LEAVES
SEC("xdp")
int leave(struct xdp_md *ctx)
{
	return XDP_PASS;
}
#endif

#ifdef OPTIONAL
SEC("?raw_tp/sys_exit")
int optional(void *ctx)
{
	return 0;
}
#endif

/* What to do with a packet that is none of TCP over IPv4. */
const volatile __u32 otherwise = XDP_PASS;

SEC("xdp")
int parse(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	struct tcphdr *tcp = (void *)(ip + 1);
	__u64 *count, one = 1;
	__u32 sum = 0, i;
	__u16 port;

	if ((void *)(tcp + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP) ||
	    ip->protocol != IPPROTO_TCP)
		return otherwise;
		/* The verifier follows every round. */
#pragma unroll
	for (i = 0; i < 32; i++)
		sum += ((__u8 *)ip)[i % 20] ^ i;
#ifdef WORSE_VERIFY
	/* No packet of the tests has it, but the verifier cannot know. */
	if (ip->ttl == 1) {
#pragma unroll
		for (i = 0; i < 48; i++)
			sum = sum * 3 + (((__u8 *)ip)[i % 20] ^ i);
	}
#endif
	port = bpf_ntohs(tcp->dest);
	count = bpf_map_lookup_elem(&ports, &port);
	if (count)
		*count += 1 + (sum == 3);
	else
		bpf_map_update_elem(&ports, &port, &one, BPF_ANY);
#ifdef WORSE_COST
	port = bpf_ntohs(tcp->source);
	count = bpf_map_lookup_elem(&ports, &port);
	if (count)
		*count += 1;
#endif
#ifdef REFUSED
	return *(int *)(long)sum;
#else
	return XDP_DROP;
#endif
}

#ifndef IDLE
SEC("raw_tp/sys_enter")
int enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 key = ctx->args[1] & 63;
	__u64 *count = bpf_map_lookup_elem(&weights, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}
#endif

/* Nothing in the built-in load changes the priority of a process. */
SEC("raw_tp/sched_process_hang")
int never(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
