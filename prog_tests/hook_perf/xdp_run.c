// SPDX-License-Identifier: GPL-2.0-only
/*
 * XDP programs that the kernel itself repeats: on data, and on live frames that it then drops,
 * passes to the stack or sends over a veth pair.
 *
 * While the kernel repeats a program, it puts it into the XDP dispatcher and waits for an RCU grace
 * period before and after, for milliseconds. So the program is attached to a device while it is
 * measured: then it is in the dispatcher already.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <linux/if_link.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/packet_net.h"
#include "hook_perf/xdp_run.h"

#include "hook_perf_xdp.skel.h"

/* Whole batches of live frames: the kernel processes 64 at a time. */
#define FRAMES 256

int xdp_run_prog(const struct bench_round *round, const char *name)
{
	const struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, name);

	return prog ? bpf_program__fd(prog) : -ENOENT;
}

/* One run more than n: the program reads the clock in the first and in the last run. */
int xdp_run_repeat(struct bench_round *round, unsigned int n, struct bpf_test_run_opts *opts,
		   double *ns)
{
	const struct repeated *repeated = round->priv;
	int err;

	round->out->runs = 0;
	round->out->n = n;
	opts->data_in = packet_data();
	opts->data_size_in = PACKET_SIZE;
	opts->repeat = n + 1;
	err = bpf_prog_test_run_opts(repeated->prog, opts);
	if (err)
		return err;
	*ns = round->out->ns;
	return round->out->runs == n + 1 ? 0 : -ENODATA;
}

static int test_run(struct bench_round *round, unsigned int n, double *ns)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return xdp_run_repeat(round, n, &opts, ns);
}

/* The frames look as if they had come in by the far device. */
static int live_frames(struct bench_round *round, unsigned int n, double *ns)
{
	const struct packet_net *veth = round->ctx;
	const struct repeated *repeated = round->priv;
	struct xdp_md ctx = { .data_end = PACKET_SIZE, .ingress_ifindex = veth->far };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &ctx, .ctx_size_in = sizeof(ctx),
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES);
	int err;

	/* Without a program there are no frames and nothing to subtract. */
	*ns = 0;
	if (repeated->prog < 0)
		return 0;
	round->out->note = 0;
	err = xdp_run_repeat(round, n, &opts, ns);
	if (!err && round->out->note != (repeated->sends ? n + 1 : 0))
		err = -ENODATA;
	return err;
}

static int hold(const struct bench_round *round)
{
	const struct packet_net *veth = round->ctx;
	const struct repeated *repeated = round->priv;

	return bpf_xdp_attach(veth->far, repeated->prog, repeated->flags, NULL);
}

int xdp_run_attach(struct bench_round *round, const struct bpf_program *prog,
		   struct bpf_link **link)
{
	const char *name = bpf_program__name(prog);
	struct repeated *repeated = round->priv;

	repeated->prog = bpf_program__fd(prog);
	repeated->sends = !strcmp(name, "timed_tx") || !strcmp(name, "timed_redirect");
	return hold(round);
}

void xdp_run_detach(struct bench_round *round)
{
	struct repeated *repeated = round->priv;

	repeated->prog = repeated->base;
	repeated->sends = false;
	hold(round);
}

static int begin(struct bench_round *round, int base, unsigned int flags)
{
	struct repeated *repeated;
	int err = packet_net_enter(round);

	if (err)
		return err;
	repeated = calloc(1, sizeof(*repeated));
	if (!repeated)
		return -ENOMEM;
	repeated->prog = repeated->base = base;
	repeated->flags = flags;
	round->priv = repeated;
	return hold(round);
}

void xdp_run_end(struct bench_round *round)
{
	const struct packet_net *veth = round->ctx;
	const struct repeated *repeated = round->priv;

	/* In another namespace the same indexes belong to other devices. */
	if (repeated)
		bpf_xdp_detach(veth->far, repeated->flags, NULL);
	packet_net_leave(round);
	free(round->priv);
}

int xdp_run_begin(struct bench_round *round)
{
	return begin(round, xdp_run_prog(round, "timed_empty"), XDP_FLAGS_SKB_MODE);
}

/* In the driver: otherwise frames can neither come in by a device nor be sent to it. */
static int begin_live(struct bench_round *round)
{
	const struct packet_net *veth = round->ctx;
	int err = begin(round, -1, XDP_FLAGS_DRV_MODE);

	return err
		       ?: bpf_xdp_attach(veth->near, xdp_run_prog(round, "xdp_end"),
					 XDP_FLAGS_DRV_MODE, NULL);
}

static void end_live(struct bench_round *round)
{
	const struct packet_net *veth = round->ctx;

	if (round->priv)
		bpf_xdp_detach(veth->near, XDP_FLAGS_DRV_MODE, NULL);
	xdp_run_end(round);
}

#define TEST_RUN(program)                                                                          \
	XDP_RUN_HOOK(program, "test_run", "on data, in repeated test runs", "base_test_run",       \
		     XDP_RUN_REPEAT, xdp_run_attach, xdp_run_detach)
#define LIVE(program)                                                                              \
	XDP_RUN_HOOK(program, "live", "on live frames, and what becomes of them", "base_live",     \
		     FRAMES, xdp_run_attach, xdp_run_detach)

static const struct bench_user_op test_run_ops[] = {
	{ .name = "base_test_run",
	  .run = test_run,
	  .n = XDP_RUN_REPEAT,
	  .hidden = true,
	  .no_tail = true,
	  .needs_prog = "timed_empty" },
	{},
};

static const struct bench_hook test_run_hooks[] = {
	TEST_RUN(drop),	 TEST_RUN(pass),	TEST_RUN(tx), TEST_RUN(redirect),
	TEST_RUN(parse), TEST_RUN(parse_rules), {},
};

static const struct bench_user_op live_ops[] = {
	{ .name = "base_live", .run = live_frames, .n = FRAMES, .hidden = true, .no_tail = true },
	{},
};

static const struct bench_hook live_hooks[] = {
	LIVE(drop), LIVE(pass), LIVE(tx), LIVE(redirect), LIVE(parse), LIVE(parse_rules), {},
};

#define AGAINST_PASS(op)                                                                           \
	{                                                                                          \
		.name = op "_against_pass", .about = "Its cost in percent of xdp_pass_live",       \
		.a = op, .b = "xdp_pass_live", .figure = bench_percent, .unit = "%"                \
	}

static const struct bench_derived live_figures[] = {
	PACKET_RATE("xdp_drop_live"),
	PACKET_RATE("xdp_pass_live"),
	PACKET_RATE("xdp_tx_live"),
	PACKET_RATE("xdp_redirect_live"),
	PACKET_RATE("xdp_parse_live"),
	AGAINST_PASS("xdp_drop_live"),
	AGAINST_PASS("xdp_tx_live"),
	AGAINST_PASS("xdp_redirect_live"),
	AGAINST_PASS("xdp_parse_live"),
	AGAINST_PASS("xdp_parse_rules_live"),
	{},
};

int xdp_run_before(struct bench_round *round)
{
	return packet_net_before(round, "veth", "run");
}

/* Tries it with a program that drops one frame. Before Linux 5.18 the flag is ignored instead of
 * refused. The batch size, which is from the same version, is refused. */
static int before_live(struct bench_round *round)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_DROP },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet_data(), .data_size_in = PACKET_SIZE,
		    .repeat = 1, .batch_size = 1, .flags = BPF_F_TEST_XDP_LIVE_FRAMES);
	int err = xdp_run_before(round), fd;

	if (err)
		return err;
	fd = bpf_prog_load(BPF_PROG_TYPE_XDP, NULL, "GPL", insns, ARRAY_SIZE(insns), NULL);
	err = fd < 0 ? fd : bpf_prog_test_run_opts(fd, &opts);
	if (fd >= 0)
		close(fd);
	if (err)
		return bench_skip(round, log_cause(err),
				  "test runs of this kernel have no live frames: %s%s",
				  strerror(-err), err == -EINVAL ? " (EINVAL)" : "");
	return 0;
}

const struct bench_object hook_perf_xdp_test_run = {
	BENCH_OBJECT_AS("hook_perf_xdp_test_run", hook_perf_xdp),
	.ctx_size = sizeof(struct packet_net),
	.before = xdp_run_before,
	.after = packet_net_after,
	.setup = xdp_run_begin,
	.teardown = xdp_run_end,
	.user_ops = test_run_ops,
	.hooks = test_run_hooks,
};

const struct bench_object hook_perf_xdp_live = {
	BENCH_OBJECT_AS("hook_perf_xdp_live", hook_perf_xdp),
	.ctx_size = sizeof(struct packet_net),
	.before = before_live,
	.after = packet_net_after,
	.setup = begin_live,
	.teardown = end_live,
	.user_ops = live_ops,
	.hooks = live_hooks,
	.derived = live_figures,
};
