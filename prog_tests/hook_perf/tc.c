// SPDX-License-Identifier: GPL-2.0-only
/* Packet programs after XDP: tc by cls_bpf and by tcx on a veth device, and netkit. */
#include <errno.h>
#include <string.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/packet_net.h"

#include "hook_perf_tc.skel.h"

/* Packets that a run sends between the devices. */
#define PACKETS 32

/* Returns the context of both objects. The devices are veth or netkit. */
static const struct packet_net *net_of(const struct bench_round *round)
{
	return round->ctx;
}

static int send_near(struct bench_round *round, unsigned int n, double *ns)
{
	return packet_send(net_of(round)->near_socket, n);
}

static int send_far(struct bench_round *round, unsigned int n, double *ns)
{
	return packet_send(net_of(round)->far_socket, n);
}

/* The qdisc is created and removed with the program, and is a part of its cost. */
static int attach_cls_bpf(const struct bpf_program *prog, int ifindex,
			  enum bpf_tc_attach_point point)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = point);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = bpf_program__fd(prog));
	int err = bpf_tc_hook_create(&hook);

	return err ?: bpf_tc_attach(&hook, &opts);
}

static void detach_cls_bpf(int ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);

	bpf_tc_hook_destroy(&hook);
}

static int cls_bpf_ingress(struct bench_round *round, const struct bpf_program *prog,
			   struct bpf_link **link)
{
	return attach_cls_bpf(prog, net_of(round)->far, BPF_TC_INGRESS);
}

static void cls_bpf_ingress_end(struct bench_round *round)
{
	detach_cls_bpf(net_of(round)->far);
}

static int cls_bpf_egress(struct bench_round *round, const struct bpf_program *prog,
			  struct bpf_link **link)
{
	return attach_cls_bpf(prog, net_of(round)->near, BPF_TC_EGRESS);
}

static void cls_bpf_egress_end(struct bench_round *round)
{
	detach_cls_bpf(net_of(round)->near);
}

static int tcx_ingress(struct bench_round *round, const struct bpf_program *prog,
		       struct bpf_link **link)
{
	*link = bpf_program__attach_tcx(prog, net_of(round)->far, NULL);
	return *link ? 0 : -errno;
}

static int tcx_egress(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link)
{
	*link = bpf_program__attach_tcx(prog, net_of(round)->near, NULL);
	return *link ? 0 : -errno;
}

/* Programs of both devices are attached by the index of the first one. */
static int attach_netkit(struct bench_round *round, const struct bpf_program *prog,
			 struct bpf_link **link)
{
	*link = bpf_program__attach_netkit(prog, net_of(round)->near, NULL);
	return *link ? 0 : -errno;
}

#define TRIGGER(trigger, function)                                                                 \
	{                                                                                          \
		.name = trigger, .run = function, .n = PACKETS, .hidden = true                     \
	}
#define CLS_BPF(operation, what, program, place)                                                   \
	{                                                                                          \
		.name = operation, .about = what, .trigger = "base_veth", .progs = { program },    \
		.attach = cls_bpf_##place, .detach = cls_bpf_##place##_end                         \
	}
#define TCX(operation, what, program, place)                                                       \
	{                                                                                          \
		.name = operation, .about = what, .trigger = "base_veth", .progs = { program },    \
		.attach = tcx_##place                                                              \
	}
#define NETKIT(side, what, base)                                                                   \
	{                                                                                          \
		.name = "netkit_" side, .about = what, .trigger = base,                            \
		.progs = { "netkit_" side }, .attach = attach_netkit                               \
	}

static const struct bench_user_op veth_packets[] = { TRIGGER("base_veth", send_near), {} };

static const struct bench_hook tc_hooks[] = {
	CLS_BPF("tc_ingress_cls_bpf", "A tc program on a packet that comes in, by cls_bpf",
		"tc_ingress", ingress),
	CLS_BPF("tc_egress_cls_bpf", "A tc program on a packet that goes out, by cls_bpf",
		"tc_egress", egress),
	CLS_BPF("tc_drop_cls_bpf", "A tc program that drops the packet, by cls_bpf", "tc_drop",
		ingress),
	TCX("tc_ingress_tcx", "A tc program on a packet that comes in, by tcx", "tcx_ingress",
	    ingress),
	TCX("tc_egress_tcx", "A tc program on a packet that goes out, by tcx", "tcx_egress",
	    egress),
	TCX("tc_drop_tcx", "A tc program that drops the packet, by tcx", "tcx_drop", ingress),
	{},
};

static const struct bench_user_op netkit_packets[] = {
	TRIGGER("base_netkit", send_near),
	TRIGGER("base_netkit_back", send_far),
	{},
};

static const struct bench_hook netkit_hooks[] = {
	NETKIT("primary", "A program on a packet that the host's netkit device sends",
	       "base_netkit"),
	NETKIT("peer", "A program on a packet that the container's netkit device sends",
	       "base_netkit_back"),
	{},
};

static int before_veth(struct bench_round *round)
{
	return packet_net_before(round, "veth", "tc");
}

static int before_netkit(struct bench_round *round)
{
	return packet_net_before(round, "netkit", "netkit");
}

const struct bench_object hook_perf_tc = {
	BENCH_OBJECT(hook_perf_tc), .ctx_size = sizeof(struct packet_net),
	.before = before_veth,	    .after = packet_net_after,
	.setup = packet_net_enter,  .teardown = packet_net_leave,
	.user_ops = veth_packets,   .hooks = tc_hooks,
};

const struct bench_object hook_perf_netkit = {
	BENCH_OBJECT_AS("hook_perf_netkit", hook_perf_tc),
	.ctx_size = sizeof(struct packet_net),
	.before = before_netkit,
	.after = packet_net_after,
	.setup = packet_net_enter,
	.teardown = packet_net_leave,
	.user_ops = netkit_packets,
	.hooks = netkit_hooks,
};
