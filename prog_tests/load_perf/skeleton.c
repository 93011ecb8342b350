// SPDX-License-Identifier: GPL-2.0-only
/* What a tool does with its object before its first event: opens, checks, configures, loads and
 * attaches it, and detaches it in the end. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "load_perf/load_perf.h"

#include "load_perf.skel.h"
#include "load_perf_tool.skel.h"

static struct load_perf_tool *open_tool(struct bench_round *round)
{
	struct load_perf_tool *tool = load_perf_tool__open();

	return tool;
}

static int skeleton_open(struct bench_round *round, unsigned int n, double *ns)
{
	struct load_perf_tool *tool;

	*ns = 0;
	for (; n; n--) {
		uint64_t start = clock_ns();

		tool = open_tool(round);
		*ns += clock_ns() - start;
		if (!tool)
			return -errno;
		load_perf_tool__destroy(tool);
	}
	return 0;
}

/* Finds all that the tool needs, and looks at types and sizes. */
static int check(const struct load_perf_tool *tool)
{
	const struct bpf_map *events = bpf_object__find_map_by_name(tool->obj, "events");
	const struct bpf_program *prog = bpf_object__find_program_by_name(tool->obj, "on_switch");

	if (!events || !prog || bpf_map__type(events) != BPF_MAP_TYPE_HASH ||
	    bpf_map__key_size(events) != sizeof(uint32_t) ||
	    bpf_program__type(prog) != BPF_PROG_TYPE_RAW_TRACEPOINT)
		return -EINVAL;
	return 0;
}

static int configure(struct load_perf_tool *tool)
{
	tool->rodata->wanted_pid = 1;
	tool->rodata->rate = 49;
	return bpf_map__set_max_entries(tool->maps.events, 4096);
}

/* The steps that follow each other; each one's time goes to its place. */
enum step { STEP_CHECK, STEP_CONFIGURE, STEP_LOAD, STEP_ATTACH, STEP_DETACH, STEPS };

static int take_step(struct load_perf_tool *tool, enum step step)
{
	switch (step) {
	case STEP_CHECK:
		return check(tool);
	case STEP_CONFIGURE:
		return configure(tool);
	case STEP_LOAD:
		return load_perf_tool__load(tool);
	case STEP_ATTACH:
		return load_perf_tool__attach(tool);
	default:
		load_perf_tool__detach(tool);
		return 0;
	}
}

/* Takes all steps and measures one. */
static int run_step(struct bench_round *round, unsigned int n, double *ns)
{
	enum step measured = *(const enum step *)round->arg, step;
	struct load_perf_tool *tool = open_tool(round);
	uint64_t start;
	int err = tool ? 0 : -errno;

	for (step = 0; !err && step <= measured; step++) {
		start = clock_ns();
		err = take_step(tool, step);
		*ns = clock_ns() - start;
	}
	load_perf_tool__destroy(tool);
	return err;
}

#define STEP(taken, op, text)                                                                      \
	.name = "skeleton_" op, .about = text, .run = run_step, .n = 1, .no_tail = true,           \
	.arg = &(const enum step)                                                                  \
	{                                                                                          \
		taken                                                                              \
	}

static const struct bench_user_op skeleton_ops[] = {
	{
		.name = "skeleton_open",
		.about = "Opens the skeleton of a small tool",
		.run = skeleton_open,
		.n = 4,
		.no_tail = true,
	},
	{ STEP(STEP_CHECK, "check",
	       "Finds a map and a program of the skeleton and looks at them") },
	{ STEP(STEP_CONFIGURE, "configure", "Sets two constants and the size of a map") },
	{ STEP(STEP_LOAD, "load", "Loads the tool: two maps and a program") },
	{ STEP(STEP_ATTACH, "attach", "Attaches the tool to a raw tracepoint") },
	{ STEP(STEP_DETACH, "detach", "Detaches the tool") },
	{},
};

const struct bench_object load_perf_skeleton = {
	BENCH_OBJECT_AS("load_perf_skeleton", load_perf),
	.user_ops = skeleton_ops,
};
