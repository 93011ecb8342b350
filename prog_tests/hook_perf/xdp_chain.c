// SPDX-License-Identifier: GPL-2.0-only
/* Ten XDP programs that follow each other on one device: called by a dispatcher, put into its
 * functions' place by freplace, and by tail calls. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/packet_net.h"
#include "hook_perf/xdp_run.h"

#include "hook_perf_xdp_chain.skel.h"
#include "hook_perf_xdp_replace.skel.h"

/* Programs that follow each other: CHAIN of progs/hook_perf_xdp_chain.c. */
#define CHAIN 10

/* Of a chain of programs only the last one drops the packet. */
static int chain_run(struct bench_round *round, unsigned int n, double *ns)
{
	const struct repeated *repeated = round->priv;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err = xdp_run_repeat(round, n, &opts, ns);

	if (!err && repeated->prog != repeated->base && opts.retval != XDP_DROP)
		err = -ENODATA;
	return err;
}

static int begin(struct bench_round *round)
{
	int map = bench_map_fd(round, "chain"), err = xdp_run_begin(round), prog;
	char name[16];

	for (uint32_t i = 0; !err && map >= 0 && i < CHAIN; i++) {
		snprintf(name, sizeof(name), "link%u", i);
		prog = xdp_run_prog(round, name);
		if (bpf_map_update_elem(map, &i, &prog, BPF_ANY))
			err = -errno;
	}
	return err;
}

/* ------------------------------------------------------------ programs by freplace */

/* Programs in the place of the dispatcher's functions. */
struct replacement {
	struct bpf_object *obj;
	struct bpf_link *links[CHAIN];
};

static void take_back(struct replacement *replacement)
{
	for (int i = 0; i < CHAIN; i++)
		bpf_link__destroy(replacement->links[i]);
	bpf_object__close(replacement->obj);
	free(replacement);
}

/* Loads a program for each of the dispatcher's functions, and puts it there. The links are kept
 * where take_back() finds them, also those of a chain that is not whole. */
static int replace(struct replacement *replacement, int dispatcher)
{
	size_t size;
	const void *elf = hook_perf_xdp_replace__elf_bytes(&size);
	struct bpf_program *prog;
	char slot[16];
	int err = 0, i = 0;

	replacement->obj = bpf_object__open_mem(elf, size, NULL);
	if (!replacement->obj)
		return -errno;
	bpf_object__for_each_program (prog, replacement->obj) {
		snprintf(slot, sizeof(slot), "slot%d", i++);
		err = err ?: bpf_program__set_attach_target(prog, dispatcher, slot);
	}
	err = err ?: i == CHAIN ? bpf_object__load(replacement->obj) : -EINVAL;
	i = 0;
	bpf_object__for_each_program (prog, replacement->obj) {
		if (err)
			break;
		/* To what it was loaded for. */
		replacement->links[i] = bpf_program__attach_freplace(prog, 0, NULL);
		if (!replacement->links[i++])
			err = -errno;
	}
	return err;
}

static int attach_replaced(struct bench_round *round, const struct bpf_program *prog,
			   struct bpf_link **link)
{
	struct replacement *replacement = calloc(1, sizeof(*replacement));
	struct repeated *repeated = round->priv;
	int err;

	if (!replacement)
		return -ENOMEM;
	repeated->more = replacement;
	err = replace(replacement, bpf_program__fd(prog));
	return err ?: xdp_run_attach(round, prog, link);
}

static void detach_replaced(struct bench_round *round)
{
	struct repeated *repeated = round->priv;

	xdp_run_detach(round);
	if (repeated->more)
		take_back(repeated->more);
	repeated->more = NULL;
}

static const struct bench_user_op ops[] = {
	{ .name = "base_chain",
	  .run = chain_run,
	  .n = XDP_RUN_REPEAT,
	  .hidden = true,
	  .no_tail = true,
	  .needs_prog = "timed_empty" },
	{},
};

#define IN_CHAIN(program, what, attach, detach)                                                    \
	XDP_RUN_HOOK(program, "test_run", what, "base_chain", XDP_RUN_REPEAT, attach, detach)

static const struct bench_hook hooks[] = {
	IN_CHAIN(dispatcher, "that calls ten others as functions", xdp_run_attach, xdp_run_detach),
	IN_CHAIN(freplace, "whose ten functions are others by freplace", attach_replaced,
		 detach_replaced),
	IN_CHAIN(tail_calls, "and ten others by tail calls", xdp_run_attach, xdp_run_detach),
	{},
};

const struct bench_object hook_perf_xdp_chain = {
	BENCH_OBJECT(hook_perf_xdp_chain),
	.ctx_size = sizeof(struct packet_net),
	.before = xdp_run_before,
	.after = packet_net_after,
	.setup = begin,
	.teardown = xdp_run_end,
	.user_ops = ops,
	.hooks = hooks,
	.last = true,
};
