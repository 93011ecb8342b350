// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packet programs behind XDP: tc by cls_bpf and by tcx on a veth device, netkit.
 */
#include <errno.h>
#include <string.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/packet_net.h"

#include "hook_perf_tc.skel.h"

/* Packets that a run sends over the devices. */
#define PACKETS 32

static struct packet_pair veth = { .kind = "veth", .name = "tc" };
static struct packet_pair netkit = { .kind = "netkit", .name = "netkit" };

static int enter(struct bench_round *round)
{
	return packet_net_enter();
}

static void leave(struct bench_round *round)
{
	packet_net_leave();
}

static int send_veth(struct bench_round *round, unsigned int n, double *ns)
{
	return packet_send(veth.near_socket, n);
}

static int send_netkit(struct bench_round *round, unsigned int n, double *ns)
{
	return packet_send(netkit.near_socket, n);
}

static int send_netkit_back(struct bench_round *round, unsigned int n, double *ns)
{
	return packet_send(netkit.far_socket, n);
}

/* The qdisc comes and goes with the program: it is part of what that costs. */
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
	return attach_cls_bpf(prog, veth.far, BPF_TC_INGRESS);
}

static void cls_bpf_ingress_end(struct bench_round *round)
{
	detach_cls_bpf(veth.far);
}

static int cls_bpf_egress(struct bench_round *round, const struct bpf_program *prog,
			  struct bpf_link **link)
{
	return attach_cls_bpf(prog, veth.near, BPF_TC_EGRESS);
}

static void cls_bpf_egress_end(struct bench_round *round)
{
	detach_cls_bpf(veth.near);
}

static int tcx_ingress(struct bench_round *round, const struct bpf_program *prog,
		       struct bpf_link **link)
{
	*link = bpf_program__attach_tcx(prog, veth.far, NULL);
	return *link ? 0 : -errno;
}

static int tcx_egress(struct bench_round *round, const struct bpf_program *prog,
		      struct bpf_link **link)
{
	*link = bpf_program__attach_tcx(prog, veth.near, NULL);
	return *link ? 0 : -errno;
}

/* Programs of both devices are attached by the index of the first. */
static int attach_netkit(struct bench_round *round, const struct bpf_program *prog,
			 struct bpf_link **link)
{
	*link = bpf_program__attach_netkit(prog, netkit.near, NULL);
	return *link ? 0 : -errno;
}

#define TRIGGER(trigger, function)                                                                 \
	{                                                                                          \
		.name = trigger, .run = function, .n = PACKETS, .hidden = true                     \
	}
#define CLS_BPF(operation, program, place)                                                         \
	{                                                                                          \
		.name = operation, .trigger = "base_veth", .progs = { program },                   \
		.attach = cls_bpf_##place, .detach = cls_bpf_##place##_end                         \
	}
#define TCX(operation, program, place)                                                             \
	{                                                                                          \
		.name = operation, .trigger = "base_veth", .progs = { program },                   \
		.attach = tcx_##place                                                              \
	}
#define NETKIT(side, base)                                                                         \
	{                                                                                          \
		.name = "netkit_" side, .trigger = base, .progs = { "netkit_" side },              \
		.attach = attach_netkit                                                            \
	}

static const struct bench_user_op veth_packets[] = { TRIGGER("base_veth", send_veth), {} };

static const struct bench_hook tc_hooks[] = {
	CLS_BPF("tc_ingress_cls_bpf", "tc_ingress", ingress),
	CLS_BPF("tc_egress_cls_bpf", "tc_egress", egress),
	CLS_BPF("tc_drop_cls_bpf", "tc_drop", ingress),
	TCX("tc_ingress_tcx", "tcx_ingress", ingress),
	TCX("tc_egress_tcx", "tcx_egress", egress),
	TCX("tc_drop_tcx", "tcx_drop", ingress),
	{},
};

static const struct bench_user_op netkit_packets[] = {
	TRIGGER("base_netkit", send_netkit),
	TRIGGER("base_netkit_back", send_netkit_back),
	{},
};

static const struct bench_hook netkit_hooks[] = {
	NETKIT("primary", "base_netkit"),
	NETKIT("peer", "base_netkit_back"),
	{},
};

static int before_veth(char *why, size_t size)
{
	return packet_net_pair(&veth, why, size);
}

static int before_netkit(char *why, size_t size)
{
	return packet_net_pair(&netkit, why, size);
}

const struct bench_object hook_perf_tc = {
	.name = "hook_perf_tc",
	.elf = hook_perf_tc__elf_bytes,
	.before = before_veth,
	.setup = enter,
	.teardown = leave,
	.user_ops = veth_packets,
	.hooks = tc_hooks,
};

const struct bench_object hook_perf_netkit = {
	.name = "hook_perf_netkit",
	.elf = hook_perf_tc__elf_bytes,
	.before = before_netkit,
	.setup = enter,
	.teardown = leave,
	.user_ops = netkit_packets,
	.hooks = netkit_hooks,
};
