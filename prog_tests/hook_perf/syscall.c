// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a system call passes: tracepoints in their three forms, the function of the
 * call, the task switch.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/tracefs.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/ping.h"

#include "hook_perf_syscall.skel.h"

/* SCHED_FIFO's, on every Linux. */
#define MAX_PRIORITY 99

struct syscall_state {
	struct ping *ping;
	/* Of bpf_enable_stats(), while an operation wants it. */
	int stats;
};

static int setup(struct bench_round *round)
{
	struct syscall_state *state = calloc(1, sizeof(*state));

	if (!state)
		return -ENOMEM;
	state->stats = -1;
	round->priv = state;
	state->ping = ping_start();
	return state->ping ? 0 : -errno;
}

static void teardown(struct bench_round *round)
{
	struct syscall_state *state = round->priv;

	if (!state)
		return;
	ping_stop(state->ping);
	free(state);
}

/* ------------------------------------------------------------------ triggers */

/* To its own name. */
static int rename_self(struct bench_round *round, unsigned int n, double *ns)
{
	char comm[16];

	if (prctl(PR_GET_NAME, comm))
		return -errno;
	while (n--)
		if (prctl(PR_SET_NAME, comm))
			return -errno;
	return 0;
}

static int ask_priority(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--)
		if (syscall(SYS_sched_get_priority_max, SCHED_FIFO) != MAX_PRIORITY)
			return -EPROTO;
	return 0;
}

static int switch_tasks(struct bench_round *round, unsigned int n, double *ns)
{
	const struct syscall_state *state = round->priv;

	return ping_run(state->ping, n / 2);
}

/*
 * Entered and refused: no file is allocated, which takes a hundred instructions more
 * or less from run to run, as many as a handler.  Not by open(), which is another
 * system call on some machines.
 */
static int open_files(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--)
		if (syscall(SYS_openat, AT_FDCWD, "", O_RDONLY | O_CLOEXEC, 0) >= 0 ||
		    errno != ENOENT)
			return -EPROTO;
	return 0;
}

static const struct bench_user_op triggers[] = {
	{ .name = "base_rename", .run = rename_self, .n = 256, .hidden = true },
	{ .name = "base_syscall", .run = ask_priority, .n = 256, .hidden = true },
	{ .name = "base_switch", .run = switch_tasks, .n = 64, .hidden = true, .no_tail = true },
	{ .name = "open_nothing", .run = open_files, .n = 128 },
	{},
};

/* --------------------------------------------------------------------- hooks */

/* By the section's name, "tp/sched/sched_switch". */
static int attach_event(struct bench_round *round, const struct bpf_program *prog,
			struct bpf_link **link)
{
	return tracefs_attach(bpf_program__section_name(prog) + strlen("tp/"), prog, link);
}

static int attach_with_stats(struct bench_round *round, const struct bpf_program *prog,
			     struct bpf_link **link)
{
	struct syscall_state *state = round->priv;

	state->stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (state->stats < 0)
		return -errno;
	return attach_event(round, prog, link);
}

static void stats_off(struct bench_round *round)
{
	struct syscall_state *state = round->priv;

	if (state->stats >= 0)
		close(state->stats);
	state->stats = -1;
}

/* Others on the machine pass all of these. */
#define SHARED(base, program) .trigger = base, .progs = { #program }, .shared = true
#define EVENT .attach = attach_event
/* The same name for operation and program. */
#define ON(base, program) .name = #program, SHARED(base, program)
/* And this only who asks for priorities: exact. */
#define ON_CALL(program) .name = #program, .trigger = "base_syscall", .progs = { #program }

static const struct bench_hook hooks[] = {
	{ .name = "tracepoint", SHARED("base_rename", tracepoint_rename), EVENT },
	{ .name = "raw_tp", SHARED("base_rename", raw_tp_rename) },
	{ .name = "tp_btf", SHARED("base_rename", tp_btf_rename) },
	{
		.name = "tracepoint_stats_on",
		SHARED("base_rename", tracepoint_rename),
		.attach = attach_with_stats,
		.detach = stats_off,
	},
	{ ON_CALL(tracepoint_sys_enter), EVENT },
	{ ON("base_syscall", tracepoint_raw_sys_enter), EVENT },
	{ ON("base_syscall", raw_tp_sys_enter) },
	{ ON("base_syscall", tp_btf_sys_enter) },
	{ ON_CALL(kprobe_syscall) },
	{ ON_CALL(ksyscall) },
	{ ON_CALL(fentry_syscall) },
	{ ON("base_switch", tracepoint_sched_switch), EVENT },
	{ ON("base_switch", raw_tp_sched_switch) },
	{ ON("base_switch", tp_btf_sched_switch) },
	{ ON("open_nothing", open_kprobe) },
	{ ON("open_nothing", open_tracepoint), EVENT },
	{ ON("open_nothing", open_raw_tp) },
	{ ON("open_nothing", open_fentry) },
	{},
};

const struct bench_object hook_perf_syscall = {
	.name = "hook_perf_syscall",
	.elf = hook_perf_syscall__elf_bytes,
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = hooks,
};
