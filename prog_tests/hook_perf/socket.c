// SPDX-License-Identifier: GPL-2.0-only
/* Programs of sockets, and of the sockets and packets of a network namespace. */
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/loopback.h"

#include "hook_perf_flow.skel.h"
#include "hook_perf_socket.skel.h"

/* A protocol that nobody uses (IEEE Std 802, local experimental 1). */
#define ETH_P_NOBODYS 0x88b5

#define TRIGGER(trigger, function, count)                                                          \
	.name = "base_" #trigger, .run = function, .n = count, .hidden = true

/* A program cannot have the name of its section, so it is called on_NAME. */
#define HOOK(hook, event, what)                                                                    \
	.name = #hook, .about = what, .trigger = "base_" #event, .progs = { "on_" #hook }

static int attach_netns(struct bench_round *round, const struct bpf_program *prog,
			struct bpf_link **link)
{
	*link = bpf_program__attach_netns(prog, loopback_netns(round));
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

/* The program is attached to the map, and so to the socket while it is in the map. */
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
	{ HOOK(sk_lookup, udp, "A program that may choose the socket of a packet"),
	  .attach = attach_netns },
	{ HOOK(socket_filter, udp, "A filter of a socket that keeps the packet"),
	  .attach = attach_filter, .detach = detach_filter },
	{ HOOK(sk_msg, tcp, "A program on a message that a socket sends"), .attach = attach_msg,
	  .detach = detach_msg },
	{},
};

const struct bench_object hook_perf_socket = {
	BENCH_OBJECT(hook_perf_socket), .ctx_size = sizeof(struct loopback_net),
	.before = loopback_before,	.after = loopback_after,
	.setup = loopback_setup,	.teardown = loopback_teardown,
	.user_ops = socket_user_ops,	.hooks = socket_hooks,
};

/* ------------------------------------------------------------- flow dissector */

struct flow {
	struct loopback_net net;
	/* A socket that sends to the loopback interface and receives nothing; -1 for none. */
	int sock;
	struct sockaddr_ll addr;
};

static int open_packet_socket(struct flow *flow)
{
	flow->sock = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (flow->sock < 0)
		return -errno;
	flow->addr = (struct sockaddr_ll){
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_NOBODYS),
		.sll_ifindex = if_nametoindex("lo"),
		.sll_halen = 6,
	};
	return 0;
}

static int flow_before(struct bench_round *round)
{
	struct flow *flow = round->ctx;
	int err, ret, ns;

	flow->sock = -1;
	err = loopback_before(round);
	if (err)
		return err;
	ns = netns_enter(loopback_netns(round));
	err = ns < 0 ? ns : open_packet_socket(flow);
	ret = ns < 0 ? 0 : netns_leave(ns);
	err = ret ? ret : err;
	return err ? bench_skip(round, log_cause(err), "cannot open a packet socket: %s",
				log_errno(err))
		   : 0;
}

static int flow_after(struct bench_round *round)
{
	const struct flow *flow = round->ctx;

	if (flow->sock >= 0)
		close(flow->sock);
	return loopback_after(round);
}

/* The kernel dissects what a packet socket sends. Its own dissector gives up at once, because it
 * does not know this protocol. */
static int send_packet(struct bench_round *round, unsigned int n, double *ns)
{
	const struct flow *flow = round->ctx;
	const struct sockaddr *addr = (const struct sockaddr *)&flow->addr;

	while (n--)
		if (sendto(flow->sock, "", 1, 0, addr, sizeof(flow->addr)) != 1)
			return -errno;
	return 0;
}

static const struct bench_user_op flow_user_ops[] = {
	{ TRIGGER(packet, send_packet, 32) },
	{},
};

static const struct bench_hook flow_hooks[] = {
	{ HOOK(flow_dissector, packet, "A program that dissects the flow of a packet"),
	  .attach = attach_netns },
	{},
};

const struct bench_object hook_perf_flow = {
	BENCH_OBJECT(hook_perf_flow), .ctx_size = sizeof(struct flow), .before = flow_before,
	.after = flow_after,	      .user_ops = flow_user_ops,       .hooks = flow_hooks,
};
