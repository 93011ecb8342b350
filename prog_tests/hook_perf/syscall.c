// SPDX-License-Identifier: GPL-2.0-only
/* Hooks that a system call passes: tracepoints in their three forms, the function of the system
 * call, the task switch. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "hook_perf/crew.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/ping.h"

#include "hook_perf_syscall.skel.h"

/* Maximum of SCHED_FIFO on every Linux. */
#define MAX_PRIORITY 99

struct syscall_state {
	struct ping *ping;
	/* NULL until an operation needs it. */
	struct crew *crew;
	/* Descriptor of bpf_enable_stats(), while an operation needs it. */
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
	crew_stop(state->crew);
	free(state);
}

/* ------------------------------------------------------------------ triggers */

/* Renames the thread to the name that it has. */
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

static int start_crew(struct bench_round *round, unsigned int n)
{
	struct syscall_state *state = round->priv;

	if (!state->crew)
		state->crew = crew_start();
	return state->crew ? 0 : -errno;
}

/* It cannot fail but for a filter of system calls, which ask_priority() would find. */
static void ask_once(void)
{
	syscall(SYS_sched_get_priority_max, SCHED_FIFO);
}

static int ask_on_all_cpus(struct bench_round *round, unsigned int n, double *ns)
{
	const struct syscall_state *state = round->priv;

	crew_run(state->crew, ask_once, n, ns);
	return 0;
}

static int switch_tasks(struct bench_round *round, unsigned int n, double *ns)
{
	const struct syscall_state *state = round->priv;

	return ping_run(state->ping, n / 2);
}

/*
 * The system call is refused, so that no file is allocated: that varies by a hundred
 * instructions from run to run, as many as a handler has. open() would be another system call on
 * some machines.
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
	{
		.name = "base_syscall_all_cpus",
		.run = ask_on_all_cpus,
		.prepare = start_crew,
		.n = 512,
		.hidden = true,
		.no_tail = true,
	},
	{ .name = "base_switch", .run = switch_tasks, .n = 64, .hidden = true, .no_tail = true },
	{ .name = "open_nothing",
	  .about = "openat() of an empty name, without a program",
	  .run = open_files,
	  .n = 128 },
	{},
};

/* --------------------------------------------------------------------- hooks */

/* Uses the section's name, "tp/sched/sched_switch". */
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

/* Other processes pass all of these hooks. */
#define SHARED(base, program) .trigger = base, .progs = { #program }, .shared = true
#define EVENT .attach = attach_event
/* Operation and program have the same name. */
#define ON(base, program, what) .name = #program, .about = what, SHARED(base, program)
/* Only those who ask for priorities pass this hook, so the counts are exact. */
#define ON_CALL(program, what)                                                                     \
	.name = #program, .about = what, .trigger = "base_syscall", .progs = { #program }
#define ON_ALL(program, what)                                                                      \
	.name = #program "_all_cpus", .about = what ", on all CPUs at once",                       \
	.trigger = "base_syscall_all_cpus", .progs = { #program }

static const struct bench_hook hooks[] = {
	{ .name = "tracepoint",
	  .about = "An empty program on a tracepoint",
	  SHARED("base_rename", tracepoint_rename),
	  EVENT },
	{ .name = "raw_tp",
	  .about = "An empty program on a tracepoint, by raw_tp",
	  SHARED("base_rename", raw_tp_rename) },
	{ .name = "tp_btf",
	  .about = "An empty program on a tracepoint, by tp_btf",
	  SHARED("base_rename", tp_btf_rename) },
	{
		.name = "tracepoint_stats_on",
		.about = "The program on the tracepoint while bpf_stats are on",
		SHARED("base_rename", tracepoint_rename),
		.attach = attach_with_stats,
		.detach = stats_off,
	},
	{ ON_CALL(tracepoint_sys_enter, "A tracepoint of one system call"), EVENT },
	{ ON("base_syscall", tracepoint_raw_sys_enter, "The tracepoint of all system calls"),
	  EVENT },
	{ ON("base_syscall", raw_tp_sys_enter, "The tracepoint of all system calls, by raw_tp") },
	{ ON("base_syscall", tp_btf_sys_enter, "The tracepoint of all system calls, by tp_btf") },
	{ ON_CALL(kprobe_syscall, "The function of a system call, by kprobe") },
	{ ON_CALL(kretprobe_syscall, "The return of a system call's function, by kretprobe") },
	{ ON_ALL(kprobe_syscall, "The kprobe of a system call") },
	{ ON_ALL(kretprobe_syscall, "The kretprobe of a system call") },
	{ ON_CALL(ksyscall, "The function of a system call, by ksyscall") },
	{ ON_CALL(fentry_syscall, "The function of a system call, by fentry") },
	{ ON("base_switch", tracepoint_sched_switch, "The tracepoint of task switches"), EVENT },
	{ ON("base_switch", raw_tp_sched_switch, "The tracepoint of task switches, by raw_tp") },
	{ ON("base_switch", tp_btf_sched_switch, "The tracepoint of task switches, by tp_btf") },
	{ ON("open_nothing", open_kprobe,
	     "A kprobe program on openat() that takes process id and name") },
	{ ON("open_nothing", open_tracepoint,
	     "A tracepoint program on openat() that takes process id and name"),
	  EVENT },
	{ ON("open_nothing", open_raw_tp,
	     "A raw_tp program on openat() that takes process id and name") },
	{ ON("open_nothing", open_fentry,
	     "A fentry program on openat() that takes process id and name") },
	{},
};

const struct bench_object hook_perf_syscall = {
	BENCH_OBJECT(hook_perf_syscall),
	.setup = setup,
	.teardown = teardown,
	.user_ops = triggers,
	.hooks = hooks,
};
