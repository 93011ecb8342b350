// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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
#include "bench/tool/tool.h"

/* The tool is ready when it has programs and nothing was added for so long. */
#define QUIET_NS 300e6
#define TICK_US 5000
/* A tool that has loaded nothing by then will not, in seconds. */
#define START_SECONDS 30
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

/* Says why the tool ended before it had loaded a program. */
static int ended_early(struct bench_round *round, struct process *process)
{
	int status = process->status;
	char last[200];

	process_last_error(process, last, sizeof(last));
	if (WIFSIGNALED(status))
		return bench_fail(round, "it was killed by signal %d%s%s", WTERMSIG(status),
				  *last ? ": " : "", last);
	if (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127)
		return bench_fail(round, "it cannot be started: %s", last);
	return bench_skip(round, CAUSE_MISSING,
			  "it ended with status %d before it had attached "
			  "anything%s%s",
			  WEXITSTATUS(status), *last ? ": " : "", last);
}

/* Waits until the tool has attached its programs. Returns 0, or a negative errno with a reason. */
static int wait_ready(struct bench_round *round, struct process *process, struct loaded *loaded,
		      double *ns)
{
	uint64_t start = clock_ns(), changed = start, now;
	size_t before = 0, count, n;
	pid_t pids[PROCESS_MOST];
	bool ended;

	for (;;) {
		/* Asked first: what it leaves in the background is ours when it has ended. */
		ended = process_ended(process);
		n = process_tree(pids);
		loaded_find(loaded, pids, n);
		now = clock_ns();
		count = loaded->n_progs + loaded->n_maps + loaded->n_links;
		if (count != before)
			changed = now;
		before = count;
		if (ended && !n)
			return ended_early(round, process);
		if (loaded->n_progs && now - changed >= QUIET_NS)
			break;
		if (now - start >= START_SECONDS * 1e9)
			return bench_fail(round, "it loaded no BPF program within %d s",
					  START_SECONDS);
		usleep(TICK_US);
	}
	*ns = changed - start;
	return 0;
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
	double start_ns = 0, stop_ns;
	size_t left;
	int err = process_start(&process, tool->command), last;

	if (err)
		return bench_fail(round, "no process can be started: %s", strerror(-err));
	err = wait_ready(round, &process, &loaded, &start_ns);
	if (!err)
		err = measure(round, &loaded);
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

/* The first operation does the round for all. */
static int run_round(struct bench_round *round, unsigned int n, double *ns)
{
	struct tool *tool = tool_of(round);
	size_t operations;
	int err;

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

static void stem(const char *command, char name[TOOL_NAME])
{
	size_t len = strcspn(command, " \t\n"), i, n = 0;
	const char *base = command;

	for (i = 0; i < len; i++)
		if (command[i] == '/')
			base = command + i + 1;
	for (; base < command + len && n < TOOL_NAME - 12; base++)
		name[n++] = isascii(*base) && (isalnum(*base) || strchr("_.+-", *base)) ? *base
											: '_';
	name[n] = '\0';
	if (!n)
		snprintf(name, TOOL_NAME, "tool");
}

void tool_name(const struct tool_options *options, size_t i, char name[TOOL_NAME])
{
	char other[TOOL_NAME];
	unsigned int same = 1;

	stem(options->commands[i], name);
	for (size_t before = 0; before < i; before++) {
		stem(options->commands[before], other);
		same += !strcmp(name, other);
	}
	if (same > 1)
		snprintf(name + strlen(name), 12, "+%u", same);
}
