// SPDX-License-Identifier: GPL-2.0-only
/* Hooks on functions of user space: uprobe, uretprobe, their multi forms, USDT. One thread calls
 * them, and then one thread on each CPU. */
#include <errno.h>
#include <stdlib.h>

#include "hook_perf/crew.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/probes.h"
#include "hook_perf/targets.h"

#include "hook_perf_uprobe.skel.h"
#include "hook_perf_usdt.skel.h"

/* State that stays for all rounds. */
struct user_ctx {
	struct probes *probes;
};

/* State of one round. */
struct user_state {
	struct crew *crew;
	/* The function with the probe, while its operation is measured. */
	void (*probed)(void);
};

static int before(struct bench_round *round)
{
	struct user_ctx *user = round->ctx;

	user->probes = probes_new();
	return user->probes ? 0 : -errno;
}

static int after(struct bench_round *round)
{
	const struct user_ctx *user = round->ctx;

	probes_free(user->probes);
	return 0;
}

static int setup(struct bench_round *round)
{
	round->priv = calloc(1, sizeof(struct user_state));
	return round->priv ? 0 : -ENOMEM;
}

static void teardown(struct bench_round *round)
{
	const struct user_ctx *user = round->ctx;
	struct user_state *state = round->priv;

	if (!state)
		return;
	probes_detach(user->probes);
	crew_stop(state->crew);
	free(state);
}

/* On many CPUs threads are expensive, so only operations that need them start them. */
static int start_crew(struct bench_round *round, unsigned int n)
{
	struct user_state *state = round->priv;

	if (!state->crew)
		state->crew = crew_start();
	return state->crew ? 0 : -errno;
}

/* ------------------------------------------------------------------ triggers */

/* Calls the function with the probe, or else the same function without. */
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

/* Calls per run: by one thread, and in all by the threads on all CPUs. */
#define TRIGGERS(first, calls, calls_by_all)                                                       \
	{ .name = "base_" #first, .run = call_##first, .n = calls, .hidden = true },               \
	{                                                                                          \
		.name = "base_" #first "_all_cpus", .run = call_##first##_all_cpus,                \
		.prepare = start_crew, .n = calls_by_all, .hidden = true, .no_tail = true,         \
	}

static const struct bench_user_op triggers[] = {
	TRIGGERS(nop, 128, 512),
	TRIGGERS(push, 128, 512),
	/* A CPU must step over this instruction, which is ten times as expensive. */
	TRIGGERS(ret, 16, 64),
	TRIGGERS(nop5, 128, 512),
	{},
};

/* --------------------------------------------------------------------- hooks */

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	const struct user_ctx *user = round->ctx;
	struct user_state *state = round->priv;

	*link = NULL;
	return probes_attach(user->probes, prog, round->cpu, &state->probed);
}

static void detach(struct bench_round *round)
{
	struct user_state *state = round->priv;

	state->probed = NULL;
}

/* libbpf fills these maps when it attaches. No program of ours reads arguments. */
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

#define HOOK(program, suffix, text, first)                                                         \
	{                                                                                          \
		.name = program suffix, .about = text, .trigger = "base_" first suffix,            \
		.progs = { program }, .attach = attach, .detach = detach,                          \
	}
#define ALONE(program, what, first) HOOK(program, "", what, first)
#define ALL_CPUS(program, what, first)                                                             \
	HOOK(program, "_all_cpus", what ", on all CPUs at once", first)

static const struct bench_hook uprobe_hooks[] = {
	ALONE("uprobe_nop", "An empty program at the entry of a user function, on a nop", "nop"),
	ALONE("uprobe_push", "An empty program at the entry of a user function, on a push", "push"),
	ALONE("uprobe_ret", "An empty program on an instruction that is stepped over, a ret",
	      "ret"),
	ALONE("uretprobe_nop", "An empty program at the return of a user function, nop first",
	      "nop"),
	ALONE("uretprobe_push", "An empty program at the return of a user function, push first",
	      "push"),
	ALONE("uretprobe_ret", "An empty program at the return of a user function, only a ret",
	      "ret"),
	ALONE("uprobe_multi", "An empty program at the entry of a user function, by uprobe.multi",
	      "nop"),
	ALONE("uretprobe_multi",
	      "An empty program at the return of a user function, by uprobe.multi", "nop"),
	ALL_CPUS("uprobe_nop", "The uprobe on a nop", "nop"),
	ALL_CPUS("uprobe_ret", "The uprobe on a ret", "ret"),
	ALL_CPUS("uretprobe_nop", "The uretprobe, nop first", "nop"),
	ALL_CPUS("uprobe_multi", "The uprobe.multi", "nop"),
	{},
};

static const struct bench_hook usdt_hooks[] = {
	ALONE("usdt_nop", "An empty program on a USDT probe, a nop", "nop"),
	ALONE("usdt_nop5", "An empty program on a USDT probe, a nop of five bytes", "nop5"),
	ALL_CPUS("usdt_nop", "The USDT probe on a nop", "nop"),
	ALL_CPUS("usdt_nop5", "The USDT probe on a nop of five bytes", "nop5"),
	{},
};

const struct bench_object hook_perf_uprobe = {
	BENCH_OBJECT(hook_perf_uprobe),
	.ctx_size = sizeof(struct user_ctx),
	.before = before,
	.after = after,
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = uprobe_hooks,
};

const struct bench_object hook_perf_usdt = {
	BENCH_OBJECT(hook_perf_usdt),
	.ctx_size = sizeof(struct user_ctx),
	.before = before,
	.after = after,
	.open = want_usdt_maps,
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = usdt_hooks,
};
