// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/engine/hist.h"
#include "bench/engine/trace.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/guard.h"
#include "bench/kernel/log.h"
#include "bench/programs/counting.h"
#include "bench/programs/drive.h"
#include "bench/result/stats.h"
#include "bench/tool/loaded.h"
#include "bench/tool/process.h"
#include "bench/tool/ready.h"
#include "bench/tool/tool.h"

/* For how long a tool may end after SIGINT, in seconds; detaching may wait for RCU. */
#define STOP_SECONDS 10
/* Operations of the built-in load on each side, and the longest time of one of --load. */
#define OPERATIONS 60
#define LOAD_SECONDS 50

/* Enough rounds where instructions are counted. */
#define INSNS_ROUNDS 6

/* A figure of a round, with the name of its operation. */
enum figure {
	SLOWDOWN,
	LOSS,
	WITHOUT,
	WITH,
	ADDED,
	RUNNING,
	REACHING,
	P99_ADDED,
	CPU,
	BPF_CPU,
	EVENT,
	LOST,
	RSS,
	MAPS,
	PROGRAMS,
	VERIFIED,
	START,
	STOP,
	FIGURES,
};

static const struct {
	const char *name, *unit;
} figures[FIGURES] = {
	[SLOWDOWN] = { "slowdown", "%" },
	[LOSS] = { "loss", "us" },
	[WITHOUT] = { "load-without", NULL },
	[WITH] = { "load-with", NULL },
	[ADDED] = { "added", NULL },
	[RUNNING] = { "running", "us" },
	[REACHING] = { "reaching", "us" },
	[P99_ADDED] = { "p99-added", "us" },
	[CPU] = { "cpu", "%" },
	[BPF_CPU] = { "bpf-cpu", "%" },
	[EVENT] = { "event", NULL },
	[LOST] = { "lost", "%" },
	[RSS] = { "rss", "bytes" },
	[MAPS] = { "map-memory", "bytes" },
	[PROGRAMS] = { "program-memory", "bytes" },
	[VERIFIED] = { "verified", "verified_insns" },
	[START] = { "start", "us" },
	[STOP] = { "stop", "us" },
};

struct tool {
	struct bench *bench;
	const char *command, *load;
	/* Neither must be there: they are not the user's. */
	bool standard;
	struct bench_user_op ops[FIGURES + 1];
	double round[FIGURES];
	/* Which of them there are in this round. */
	bool has[FIGURES];
	/* Runs of its programs while they were counted; negative if they were not. */
	double runs;
	double times[2][OPERATIONS];
	struct guard *guard;
};

static struct tool *tool_of(const struct bench_round *round)
{
	return round->owner;
}

/* Runs the load and keeps the time of each operation, of which each is a window of this figure; of
 * none with FIGURES. */
static int run_load(struct bench_round *round, enum figure figure, size_t *n)
{
	struct tool *tool = tool_of(round);
	double *times = tool->times[figure == ADDED];
	char why[400];
	uint64_t start;
	int err = 0;

	for (*n = 0; !err && *n < (tool->load ? 1 : OPERATIONS); (*n)++) {
		if (figure != FIGURES)
			trace_window(tool->bench, figures[figure].name);
		start = clock_ns();
		err = drive(tool->load, 1, LOAD_SECONDS, why, sizeof(why));
		times[*n] = clock_ns() - start;
		if (figure != FIGURES)
			trace_took(tool->bench, times[*n]);
	}
	if (err)
		return bench_fail(round, "%s", why);
	stats_sort(times, *n);
	return 0;
}

static void set(struct tool *tool, enum figure figure, double value)
{
	tool->round[figure] = value;
	tool->has[figure] = true;
}

/* Measures while the tool runs, and sets all figures but those of starting and stopping. */
static int measure(struct bench_round *round, const struct loaded *loaded)
{
	struct tool *tool = tool_of(round);
	struct loaded_runs before, after;
	double cpu, wall, without, with, own, running;
	pid_t pids[PROCESS_MOST];
	size_t n_pids = process_tree(pids), n = 0;
	uint64_t start;
	int err, stats = bpf_enable_stats(BPF_STATS_RUN_TIME);

	loaded_runs(loaded, &before);
	cpu = process_cpu_ns(pids, n_pids);
	start = clock_ns();
	err = run_load(round, ADDED, &n);
	wall = clock_ns() - start;
	cpu = process_cpu_ns(pids, n_pids) - cpu;
	loaded_runs(loaded, &after);
	own = stats >= 0 ? counting_cost() : 0;
	if (stats >= 0)
		close(stats);
	if (err)
		return err;
	without = stats_quantile(tool->times[0], n, 0.5);
	with = stats_quantile(tool->times[1], n, 0.5);
	set(tool, SLOWDOWN, 100 * (with - without) / without);
	set(tool, LOSS, fmax(with - without, 0) / 1000);
	set(tool, WITHOUT, without);
	set(tool, WITH, with);
	/* The engine subtracts what its baseline took. */
	set(tool, ADDED, with);
	set(tool, CPU, 100 * cpu / wall);
	set(tool, RSS, process_memory(pids, n_pids));
	set(tool, MAPS, loaded->map_bytes);
	set(tool, PROGRAMS, loaded->prog_bytes);
	if (n > 1)
		set(tool, P99_ADDED,
		    fmax(stats_quantile(tool->times[1], n, 0.99) -
				 stats_quantile(tool->times[0], n, 0.99),
			 0) /
			    1000);
	if (after.verified)
		set(tool, VERIFIED, after.verified);
	tool->runs = -1;
	if (stats < 0)
		return 0;
	after.ns -= before.ns;
	after.runs -= before.runs;
	tool->runs = after.runs;
	running = fmax(after.ns - own * after.runs, 0);
	set(tool, BPF_CPU, 100 * running / wall);
	set(tool, RUNNING, running / n / 1000);
	set(tool, REACHING, fmax(tool->round[LOSS] - tool->round[RUNNING], 0));
	if (after.runs)
		set(tool, EVENT, running / after.runs);
	return 0;
}

/* Measures while the tool runs, stops it, and checks that it leaves nothing. */
static int with_tool(struct bench_round *round)
{
	struct tool *tool = tool_of(round);
	struct process process;
	struct loaded loaded = {};
	pid_t pids[PROCESS_MOST];
	double start_ns = 0, stop_ns;
	size_t left;
	int err = process_start(&process, tool->command), last;

	if (err)
		return bench_fail(round, "no process can be started: %s", strerror(-err));
	err = ready_wait(round, &process, &loaded, &start_ns);
	if (!err)
		err = measure(round, &loaded);
	if (!err && process_ended(&process) && !process_tree(pids))
		err = bench_fail(round, "it ended by itself while the load ran");
	last = process_stop(&process, STOP_SECONDS, &stop_ns);
	if (!err && tool->runs > 0)
		set(tool, LOST, 100 * process_lost(&process) / tool->runs);
	process_free(&process);
	if (err)
		return err;
	set(tool, START, start_ns / 1000);
	if (last == SIGINT)
		set(tool, STOP, stop_ns / 1000);
	left = loaded_left(&loaded);
	if (left)
		return bench_fail(round,
				  "it left %zu of its %zu programs loaded after it had ended", left,
				  loaded.n_progs);
	return 0;
}

/* Finds out whether the program of a command is there, which is named by its path. */
static bool installed(const char *command)
{
	char path[256];

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(command, " "), command);
	return !access(path, X_OK);
}

/* Skips what is not installed. */
static int need_installed(struct bench_round *round)
{
	const struct tool *tool = tool_of(round);
	const char *lacks = !installed(tool->command)		   ? tool->command
			    : tool->load && !installed(tool->load) ? tool->load
								   : NULL;

	if (!tool->standard || !lacks)
		return 0;
	return bench_skip(round, CAUSE_MACHINE, "%.*s is not installed", (int)strcspn(lacks, " "),
			  lacks);
}

/* The first operation does the round for all. */
static int run_round(struct bench_round *round, unsigned int n, double *ns)
{
	struct tool *tool = tool_of(round);
	size_t operations;
	int err = need_installed(round);

	if (err)
		return err;
	memset(tool->has, 0, sizeof(tool->has));
	/* The first run only warms the caches. */
	err = tool->load ? 0 : run_load(round, FIGURES, &operations);
	if (!err)
		err = run_load(round, WITHOUT, &operations);
	if (!err)
		err = with_tool(round);
	*ns = tool->round[SLOWDOWN];
	return err;
}

/* Adds the times of single operations of the load to the tails of both sides. */
static void add_tails(struct bench_round *round, enum figure figure)
{
	const struct tool *tool = tool_of(round);

	if (tool->load || (figure != WITHOUT && figure != WITH))
		return;
	for (size_t i = 0; i < OPERATIONS; i++)
		hist_add(round->hist, tool->times[figure == WITH][i]);
}

static int run_figure(struct bench_round *round, unsigned int n, double *ns)
{
	const struct tool *tool = tool_of(round);
	enum figure figure = (const struct bench_user_op *)round->arg - tool->ops;

	*ns = tool->round[figure];
	if (tool->has[figure])
		add_tails(round, figure);
	if (tool->has[figure])
		return 0;
	switch (figure) {
	case STOP:
		return bench_fail(round, "SIGINT did not end it within %d s", STOP_SECONDS);
	case EVENT:
	case LOST:
		if (tool->runs < 0)
			return bench_skip(round, CAUSE_NOT_TOLD, "the kernel does not count runs");
		return bench_skip(round, CAUSE_MISSING,
				  "its programs never ran under this load; --load gives another");
	case P99_ADDED:
		return bench_skip(round, CAUSE_LEFT_OUT, "one run of a command has no tail");
	case VERIFIED:
		return bench_skip(round, CAUSE_NOT_TOLD,
				  "this kernel does not tell it (before 5.16)");
	default:
		return bench_skip(round, CAUSE_NOT_TOLD, "the kernel does not count runs");
	}
}

static int before(struct bench_round *round)
{
	struct tool *tool = tool_of(round);

	tool->guard = process_adopt();
	if (!tool->guard)
		return -errno;
	process_mount_tracefs();
	return 0;
}

static int after(struct bench_round *round)
{
	return guard_stop(tool_of(round)->guard);
}

void tool_run(struct bench *bench)
{
	const struct tool_options *options = bench->config->run_arg;
	struct tool *tool = calloc(1, sizeof(*tool));
	char name[TOOL_NAME];
	struct bench_object objects[] = {
		{
			.name = bench->config->test,
			.own_load = true,
			.owner = tool,
			.before = before,
			.after = after,
			/* Fewer rounds could never show a change. */
			.rounds = bench->config->insns ? INSNS_ROUNDS : 0,
			.all_rounds = true,
		},
		{},
	};

	if (!tool) {
		bench_refuse(bench, "tool", "out of memory");
		return;
	}
	tool->bench = bench;
	tool->command = bench->config->object_file;
	tool->load = options->load;
	tool->standard = options->standard;
	/* The options have the commands and the loads in the same order. */
	for (size_t i = 0; options->loads && i < options->n_commands; i++) {
		tool_name(options, i, name);
		if (options->loads[i] && !strcmp(bench->config->test, name))
			tool->load = options->loads[i];
	}
	for (size_t i = 0; i < FIGURES; i++)
		tool->ops[i] = (struct bench_user_op){
			.name = figures[i].name,
			.unit = figures[i].unit,
			.run = i ? run_figure : run_round,
			.of = i ? figures[SLOWDOWN].name : NULL,
			.n = 1,
			.once = true,
			.no_tail = true,
			.base = i == ADDED ? figures[WITHOUT].name : NULL,
			.windows = i == WITHOUT || i == ADDED,
			.arg = &tool->ops[i],
		};
	objects[0].user_ops = tool->ops;
	bench_run(bench, objects);
	free(tool);
}
