// SPDX-License-Identifier: GPL-2.0-only
/* Kprobes behind the entry of a function: by a breakpoint, and by a jump that replaces it. */
#include <errno.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/offset_probe.h"

#include "hook_perf_offset.skel.h"

/* What an object keeps from round to round. */
struct place {
	size_t offset;
};

static enum offset_way way_of(const struct bench_round *round)
{
	return *(const enum offset_way *)round->owner;
}

static int find(struct bench_round *round)
{
	struct place *place = round->ctx;
	enum offset_way way = way_of(round);
	int err = offset_find(way, &place->offset);

	if (err == -EDOM)
		return bench_skip(round, CAUSE_MISSING,
				  "the kernel reaches no place in " OFFSET_FUNCTION "() %s",
				  way == OFFSET_JUMP ? "by a jump (CONFIG_OPTPROBES)"
						     : "by a breakpoint");
	return err ? bench_skip(round, log_cause(err), "no kprobe in " OFFSET_FUNCTION "(): %s",
				log_errno(err))
		   : 0;
}

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	const struct place *place = round->ctx;
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .offset = place->offset);
	int err;

	*link = bpf_program__attach_kprobe_opts(prog, OFFSET_FUNCTION, &opts);
	if (!*link)
		return -errno;
	err = offset_wait(way_of(round), place->offset);
	if (err) {
		bpf_link__destroy(*link);
		*link = NULL;
	}
	return err;
}

#define HOOK(op, text)                                                                             \
	{                                                                                          \
		{                                                                                  \
			.name = op,                                                                \
			.about = text,                                                             \
			.trigger = "base_numa",                                                    \
			.progs = { "on_offset" },                                                  \
			.attach = attach,                                                          \
		},                                                                                 \
			{},                                                                        \
	}

static const struct bench_hook by_breakpoint[] =
	HOOK("kprobe_offset", "An empty kprobe program inside of a function, by a breakpoint");
static const struct bench_hook by_jump[] =
	HOOK("kprobe_optimized", "An empty kprobe program inside of a function, by a jump");

static enum offset_way breakpoint = OFFSET_BREAKPOINT, jump = OFFSET_JUMP;

const struct bench_object hook_perf_offset = {
	BENCH_OBJECT(hook_perf_offset), .ctx_size = sizeof(struct place),
	.owner = &breakpoint,		.before = find,
	.hooks = by_breakpoint,		.last = true,
};

const struct bench_object hook_perf_optimized = {
	BENCH_OBJECT_AS("hook_perf_optimized", hook_perf_offset),
	.ctx_size = sizeof(struct place),
	.owner = &jump,
	.before = find,
	.hooks = by_jump,
	.last = true,
};
