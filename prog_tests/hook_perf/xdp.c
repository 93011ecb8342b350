// SPDX-License-Identifier: GPL-2.0-only
/* XDP programs on a device, in its driver (native) and before the stack (generic): what they add to
 * a packet that is sent to the device, and what they save. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <linux/if_link.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/packet_net.h"

#include "hook_perf_xdp.skel.h"

/* Packets that a run sends between the devices. */
#define PACKETS 32

#define AGAINST_STACK(of)                                                                          \
	{                                                                                          \
		.name = of "_against_stack",                                                       \
		.about = "Its cost in percent of a packet that the stack takes", .a = of,          \
		.b = "veth_packet", .figure = bench_percent, .unit = "%"                           \
	}

static const struct bench_derived figures[] = {
	PACKET_RATE("veth_packet"),
	PACKET_RATE_WITH("xdp_drop_native", "veth_packet"),
	PACKET_RATE_WITH("xdp_pass_native", "veth_packet"),
	PACKET_RATE_WITH("xdp_tx_native", "veth_packet"),
	PACKET_RATE_WITH("xdp_redirect_native", "veth_packet"),
	PACKET_RATE_WITH("xdp_drop_generic", "veth_packet"),
	PACKET_RATE_WITH("xdp_pass_generic", "veth_packet"),
	AGAINST_STACK("xdp_drop_native"),
	AGAINST_STACK("xdp_tx_native"),
	AGAINST_STACK("xdp_redirect_native"),
	AGAINST_STACK("xdp_drop_generic"),
	{},
};

/* What a round knows about its devices. */
struct ends {
	/* Packets must come back to the near device now. */
	bool back;
};

static void leave(struct bench_round *round)
{
	const struct packet_net *veth = round->ctx;

	/* In another namespace the same indexes belong to other devices. */
	if (packet_net_entered(round))
		bpf_xdp_detach(veth->near, XDP_FLAGS_DRV_MODE, NULL);
	packet_net_leave(round);
	free(round->priv);
}

/*
 * A device accepts frames from XDP only if it runs XDP itself. So the near device always has a
 * program, and the program of the far device is measured.
 *
 * XDP copies the packet, from a buffer that is the same for all packets. Without fast strings, the
 * kernel's way of copying depends on the buffer's address: the difference is 2 or 4 instructions.
 * So each round uses another buffer.
 */
static int enter(struct bench_round *round)
{
	const struct bpf_program *end = bpf_object__find_program_by_name(round->obj, "xdp_end");
	const struct packet_net *veth = round->ctx;
	int err = packet_net_enter(round);

	if (err)
		return err;
	round->priv = calloc(1, sizeof(struct ends));
	if (!round->priv)
		return -ENOMEM;
	err = packet_shift(round);
	if (err)
		return err;
	return bpf_xdp_attach(veth->near, bpf_program__fd(end), XDP_FLAGS_DRV_MODE, NULL);
}

static int send_packets(struct bench_round *round, unsigned int n, double *ns)
{
	const struct packet_net *veth = round->ctx;
	const struct ends *ends = round->priv;
	int err;

	round->out->note = 0;
	err = packet_send(veth->near_socket, n);
	if (!err && round->out->note != (ends->back ? n : 0))
		err = -ENODATA;
	return err;
}

static int attach(struct bench_round *round, const struct bpf_program *prog, unsigned int flags)
{
	const char *name = bpf_program__name(prog);
	const struct packet_net *veth = round->ctx;
	struct ends *ends = round->priv;

	ends->back = !strcmp(name, "xdp_tx") || !strcmp(name, "xdp_redirect");
	return bpf_xdp_attach(veth->far, bpf_program__fd(prog), flags, NULL);
}

static int attach_native(struct bench_round *round, const struct bpf_program *prog,
			 struct bpf_link **link)
{
	return attach(round, prog, XDP_FLAGS_DRV_MODE);
}

static int attach_generic(struct bench_round *round, const struct bpf_program *prog,
			  struct bpf_link **link)
{
	return attach(round, prog, XDP_FLAGS_SKB_MODE);
}

static void detach(struct bench_round *round, unsigned int flags)
{
	const struct packet_net *veth = round->ctx;
	struct ends *ends = round->priv;

	ends->back = false;
	bpf_xdp_detach(veth->far, flags, NULL);
}

static void detach_native(struct bench_round *round)
{
	detach(round, XDP_FLAGS_DRV_MODE);
}

static void detach_generic(struct bench_round *round)
{
	detach(round, XDP_FLAGS_SKB_MODE);
}

static const struct bench_user_op packet[] = {
	{ .name = "veth_packet",
	  .about = "A packet over a veth pair, without a program on the receiving device",
	  .run = send_packets,
	  .n = PACKETS },
	{},
};

#define XDP(program, mode)                                                                         \
	{                                                                                          \
		.name = "xdp_" #program "_" #mode,                                                 \
		.about = "What an XDP program (" #program ") on a veth device adds, " #mode,       \
		.trigger = "veth_packet", .progs = { "xdp_" #program }, .attach = attach_##mode,   \
		.detach = detach_##mode                                                            \
	}

static const struct bench_hook hooks[] = {
	XDP(drop, native),  XDP(pass, native),	      XDP(tx, native),	   XDP(redirect, native),
	XDP(parse, native), XDP(parse_rules, native), XDP(drop, generic),  XDP(pass, generic),
	XDP(tx, generic),   XDP(redirect, generic),   XDP(parse, generic), {},
};

static int before(struct bench_round *round)
{
	return packet_net_before(round, "veth", "xdp");
}

const struct bench_object hook_perf_xdp = {
	BENCH_OBJECT(hook_perf_xdp),
	.ctx_size = sizeof(struct packet_net),
	.before = before,
	.after = packet_net_after,
	.setup = enter,
	.teardown = leave,
	.user_ops = packet,
	.hooks = hooks,
	.derived = figures,
	.all_rounds = true,
};
