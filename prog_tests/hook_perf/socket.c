// SPDX-License-Identifier: GPL-2.0-only
/* Programs of sockets, and of the sockets and packets of a network namespace. */
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/log.h"
#include "bench/netns.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/loopback.h"

#include "hook_perf_flow.skel.h"
#include "hook_perf_socket.skel.h"

/* A protocol of nobody's (IEEE Std 802, local experimental 1). */
#define ETH_P_NOBODYS 0x88b5

#define TRIGGER(trigger, function, count)                                                          \
	.name = "base_" #trigger, .run = function, .n = count, .hidden = true

/* A program cannot be called what its section is. */
#define HOOK(hook, event) .name = #hook, .trigger = "base_" #event, .progs = { "on_" #hook }

static int attach_netns(struct bench_round *round, const struct bpf_program *prog,
			struct bpf_link **link)
{
	*link = bpf_program__attach_netns(prog, loopback_netns());
	return *link ? 0 : -errno;
}

/* ------------------------------------------------------------------ sockets */

static int attach_filter(struct bench_round *round, const struct bpf_program *prog,
			 struct bpf_link **link)
{
	int sock = loopback_fd(round, UDP_RECEIVER), fd = bpf_program__fd(prog);

	*link = NULL;
	return setsockopt(sock, SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof(fd)) ? -errno : 0;
}

static void detach_filter(struct bench_round *round)
{
	int sock = loopback_fd(round, UDP_RECEIVER), unused = 0;

	setsockopt(sock, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof(unused));
}

/* The program is the map's, and the socket's as long as it is in the map. */
static int attach_msg(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link)
{
	int map = bench_map_fd(round, "sockets"), sock = loopback_fd(round, TCP_CLIENT), err;
	uint32_t key = 0;

	*link = NULL;
	err = bpf_prog_attach(bpf_program__fd(prog), map, BPF_SK_MSG_VERDICT, 0);
	return err ? err : bpf_map_update_elem(map, &key, &sock, BPF_ANY);
}

static void detach_msg(struct bench_round *round)
{
	int map = bench_map_fd(round, "sockets");
	uint32_t key = 0;

	bpf_map_delete_elem(map, &key);
	bpf_prog_detach(map, BPF_SK_MSG_VERDICT);
}

static const struct bench_user_op socket_user_ops[] = {
	{ TRIGGER(udp, loopback_udp, 32) },
	{ TRIGGER(tcp, loopback_tcp, 16), .needs_map = "sockets" },
	{},
};

static const struct bench_hook socket_hooks[] = {
	{ HOOK(sk_lookup, udp), .attach = attach_netns },
	{ HOOK(socket_filter, udp), .attach = attach_filter, .detach = detach_filter },
	{ HOOK(sk_msg, tcp), .attach = attach_msg, .detach = detach_msg },
	{},
};

const struct bench_object hook_perf_socket = {
	.name = "hook_perf_socket",
	.elf = hook_perf_socket__elf_bytes,
	.before = loopback_before,
	.setup = loopback_setup,
	.teardown = loopback_teardown,
	.user_ops = socket_user_ops,
	.hooks = socket_hooks,
};

/* ------------------------------------------------------------- flow dissector */

/* Sends to the loopback interface, and receives nothing; made once. */
static int packet_sock = -1;
static struct sockaddr_ll packet_addr;

static int open_packet_socket(void)
{
	int sock = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0)
		return -errno;
	packet_addr = (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_NOBODYS),
		.sll_ifindex = if_nametoindex("lo"),
		.sll_halen = 6,
	};
	return sock;
}

static int flow_before(char *why, size_t size)
{
	int err = loopback_before(why, size), ns;

	if (err)
		return err;
	ns = netns_enter(loopback_netns());
	packet_sock = ns < 0 ? ns : open_packet_socket();
	err = ns < 0 ? ns : netns_leave(ns);
	if (packet_sock >= 0 && !err)
		return 0;
	err = err ? err : packet_sock;
	snprintf(why, size, "no packet socket: %s", log_errno(err));
	return err;
}

/*
 * The kernel dissects what a packet socket sends.  Its own dissector gives up at
 * once: it knows no such protocol.
 */
static int send_packet(struct bench_round *round, unsigned int n, double *ns)
{
	const struct sockaddr *addr = (const struct sockaddr *)&packet_addr;

	while (n--)
		if (sendto(packet_sock, "", 1, 0, addr, sizeof(packet_addr)) != 1)
			return -errno;
	return 0;
}

static const struct bench_user_op flow_user_ops[] = {
	{ TRIGGER(packet, send_packet, 32) },
	{},
};

static const struct bench_hook flow_hooks[] = {
	{ HOOK(flow_dissector, packet), .attach = attach_netns },
	{},
};

const struct bench_object hook_perf_flow = {
	.name = "hook_perf_flow",
	.elf = hook_perf_flow__elf_bytes,
	.before = flow_before,
	.user_ops = flow_user_ops,
	.hooks = flow_hooks,
};
