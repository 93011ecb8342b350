// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of user space: uprobe, uretprobe, their multi forms, USDT; called by one
 * thread, and by one on each CPU.
 */
#include <errno.h>
#include <stdlib.h>

#include "hook_perf/crew.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/probes.h"
#include "hook_perf/targets.h"

#include "hook_perf_uprobe.skel.h"
#include "hook_perf_usdt.skel.h"

struct user_state {
	struct probes *probes;
	struct crew *crew;
	/* The function with the probe, while its operation is measured. */
	void (*probed)(void);
};

static int setup(struct bench_round *round)
{
	struct user_state *state = calloc(1, sizeof(*state));

	if (!state)
		return -ENOMEM;
	round->priv = state;
	state->probes = probes_new();
	return state->probes ? 0 : -errno;
}

static void teardown(struct bench_round *round)
{
	struct user_state *state = round->priv;

	if (!state)
		return;
	probes_free(state->probes);
	crew_stop(state->crew);
	free(state);
}

/* Threads are dear where there are many CPUs: only for those that need them. */
static int start_crew(struct bench_round *round, unsigned int n)
{
	struct user_state *state = round->priv;

	if (!state->crew)
		state->crew = crew_start();
	return state->crew ? 0 : -errno;
}

/* ------------------------------------------------------------------ triggers */

/* The function with the probe, or the same without. */
#define CALLS(first)                                                                               \
	static int call_##first(struct bench_round *round, unsigned int n, double *ns)             \
	{                                                                                          \
		const struct user_state *state = round->priv;                                      \
		void (*call)(void) = state->probed ?: target_##first;                              \
                                                                                                   \
		while (n--)                                                                        \
			call();                                                                    \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	static int call_##first##_all_cpus(struct bench_round *round, unsigned int n, double *ns)  \
	{                                                                                          \
		const struct user_state *state = round->priv;                                      \
                                                                                                   \
		crew_run(state->crew, state->probed ?: target_##first, n, ns);                     \
		return 0;                                                                          \
	}

CALLS(nop)
CALLS(push)
CALLS(ret)
CALLS(nop5)

/* Calls in a run, by one thread and by all in all. */
#define TRIGGERS(first, calls, calls_by_all)                                                       \
	{ .name = "base_" #first, .run = call_##first, .n = calls, .hidden = true },               \
	{                                                                                          \
		.name = "base_" #first "_all_cpus", .run = call_##first##_all_cpus,                \
		.prepare = start_crew, .n = calls_by_all, .hidden = true, .no_tail = true,         \
	}

static const struct bench_user_op triggers[] = {
	TRIGGERS(nop, 128, 512),
	TRIGGERS(push, 128, 512),
	/* The kernel has a CPU step over it, which is ten times as dear. */
	TRIGGERS(ret, 16, 64),
	TRIGGERS(nop5, 128, 512),
	{},
};

/* --------------------------------------------------------------------- hooks */

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	struct user_state *state = round->priv;

	*link = NULL;
	return probes_attach(state->probes, prog, round->cpu, &state->probed);
}

static void detach(struct bench_round *round)
{
	struct user_state *state = round->priv;

	state->probed = NULL;
}

/* libbpf fills these when it attaches; no program of ours asks for arguments. */
static int want_usdt_maps(struct bench_round *round)
{
	static const char *const names[] = { "__bpf_usdt_specs", "__bpf_usdt_ip_to_spec_id" };
	struct bpf_map *map;
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(names); i++) {
		map = bpf_object__find_map_by_name(round->obj, names[i]);
		err = map ? bpf_map__set_autocreate(map, true) : -ENOENT;
	}
	return err;
}

#define HOOK(program, suffix, first)                                                               \
	{                                                                                          \
		.name = program suffix, .trigger = "base_" first suffix, .progs = { program },     \
		.attach = attach, .detach = detach,                                                \
	}
#define ALONE(program, first) HOOK(program, "", first)
#define ALL_CPUS(program, first) HOOK(program, "_all_cpus", first)

static const struct bench_hook uprobe_hooks[] = {
	ALONE("uprobe_nop", "nop"),
	ALONE("uprobe_push", "push"),
	ALONE("uprobe_ret", "ret"),
	ALONE("uretprobe_nop", "nop"),
	ALONE("uretprobe_push", "push"),
	ALONE("uretprobe_ret", "ret"),
	ALONE("uprobe_multi", "nop"),
	ALONE("uretprobe_multi", "nop"),
	ALL_CPUS("uprobe_nop", "nop"),
	ALL_CPUS("uprobe_ret", "ret"),
	ALL_CPUS("uretprobe_nop", "nop"),
	ALL_CPUS("uprobe_multi", "nop"),
	{},
};

static const struct bench_hook usdt_hooks[] = {
	ALONE("usdt_nop", "nop"),
	ALONE("usdt_nop5", "nop5"),
	ALL_CPUS("usdt_nop", "nop"),
	ALL_CPUS("usdt_nop5", "nop5"),
	{},
};

const struct bench_object hook_perf_uprobe = {
	.name = "hook_perf_uprobe",
	.elf = hook_perf_uprobe__elf_bytes,
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = uprobe_hooks,
};

const struct bench_object hook_perf_usdt = {
	.name = "hook_perf_usdt",
	.elf = hook_perf_usdt__elf_bytes,
	.open = want_usdt_maps,
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = usdt_hooks,
};
