// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/engine/bench.h"
#include "bench/env/env.h"
#include "bench/kernel/limits.h"
#include "bench/programs/programs.h"
#include "bench/result/program.h"
#include "bench/runner/launch.h"
#include "bench/runner/progress.h"

/* Measuring time in seconds. Starting, loading and writing take additional time. */
#define FULL_SECONDS 105
#define QUICK_SECONDS 10.5
/* The same for each object of --programs, whose operations are few. */
#define PROGRAMS_SECONDS 7
#define PROGRAMS_QUICK_SECONDS 3
/* And for each tool, which every round starts and stops. */
#define TOOL_SECONDS 25
#define TOOL_QUICK_SECONDS 10

static bool any(const void *arg, const char *test, const char *op)
{
	return true;
}

/* Returns "my_test" for "dir/my_test.bpf.o". */
static char *object_test_name(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return strndup(base, strcspn(base, "."));
}

/* Sets which function measures child number i, and its name. */
static int choose(struct child *child, size_t i, const struct test *tests,
		  const struct options *options)
{
	char name[PROGRAMS_NAME], why[512];

	if (options->programs.n_files) {
		/* options_parse() has refused what has no name. */
		if (programs_name(&options->programs, i, name, why, sizeof(why)))
			return -EINVAL;
		child->test = strdup(name);
		child->run = programs_run;
		child->config.object_file = options->programs.files[i];
		child->config.run_arg = &options->programs;
	} else if (options->tool.n_commands) {
		tool_name(&options->tool, i, name);
		child->test = strdup(name);
		child->run = tool_run;
		child->config.object_file = options->tool.commands[i];
		child->config.run_arg = &options->tool;
	} else if (options->object) {
		child->test = object_test_name(options->object);
		child->run = bench_run_file;
		child->config.object_file = options->object;
	} else {
		child->test = strdup(tests[i].name);
		child->run = tests[i].run;
	}
	return child->test ? 0 : -ENOMEM;
}

/* Prints a reason in one line: the name of a file may have a line break in it. */
static void say(const char *reason)
{
	fprintf(stderr, "%s: ", program_name());
	for (; *reason; reason++)
		fputc(iscntrl((unsigned char)*reason) ? '?' : *reason, stderr);
	fputc('\n', stderr);
}

int launch_list(struct children *listed, const struct test *tests, size_t n,
		const struct options *options, int cpu)
{
	size_t i, files = options->programs.n_files + options->tool.n_commands;
	int err;

	n = files ? files : options->object ? 1 : n;
	listed->child = calloc(n, sizeof(*listed->child));
	if (!listed->child)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		struct child *child = &listed->child[listed->n++];

		err = choose(child, i, tests, options);
		if (err)
			return err;
		child->config.list = true;
		child->config.cpu = cpu;
		child->config.selected = any;
	}
	listed->watchdog = options->watchdog * 1e9;
	err = children_run(listed);
	for (i = 0; !err && i < listed->n; i++) {
		const struct child *child = &listed->child[i];

		if (!child->n_op_names && child->n_results)
			say(child->results[0].reason);
		else if (child->death[0])
			complain("%s: %s", child->test, child->death);
		else if (!child->n_op_names && options->object)
			complain("%s has no BENCH() operation; its programs can be "
				 "measured as they are: --programs instead of -o",
				 options->object);
	}
	return err;
}

bool launch_refused(const struct children *listed)
{
	for (size_t i = 0; i < listed->n; i++)
		if (!listed->child[i].n_op_names)
			return true;
	return false;
}

void launch_unlist(struct children *listed)
{
	size_t i;

	for (i = 0; i < listed->n; i++)
		free((char *)listed->child[i].test);
	children_free(listed);
}

/* Returns 0, which means a fixed number of rounds, if instructions are counted: the guest's clock
 * is not the wall clock. */
static double seconds(const struct launch *launch)
{
	const struct options *options = launch->options;

	if (options->time)
		return options->time;
	if (launch->insns)
		return 0;
	if (options->tool.n_commands)
		return options->tool.n_commands *
		       (options->quick ? TOOL_QUICK_SECONDS : TOOL_SECONDS);
	if (options->programs.n_files)
		return options->programs.n_files *
		       (options->quick ? PROGRAMS_QUICK_SECONDS : PROGRAMS_SECONDS);
	return options->quick ? QUICK_SECONDS : FULL_SECONDS;
}

/* Says for children that the OOM killer killed whose memory limit was reached. */
static void explain_kills(struct children *all, const struct limits_memory *before)
{
	struct limits_memory after;

	limits_memory(&after);
	for (size_t i = 0; i < all->n; i++) {
		struct child *child = &all->child[i];

		if (strncmp(child->death, "killed by signal 9", 18))
			continue;
		if (after.kills > before->kills && after.bytes)
			snprintf(child->death, sizeof(child->death),
				 "killed by the memory limit of cgroup %.100s (%lld MB)",
				 after.cgroup, after.bytes >> 20);
		else if (after.machine_kills > before->machine_kills)
			snprintf(child->death, sizeof(child->death),
				 "killed because this machine ran out of memory");
	}
}

int launch_run(struct children *all, const struct launch *launch)
{
	const struct options *options = launch->options;
	const struct children *known = &launch->catalog->listed;
	struct progress progress;
	struct limits_memory before;
	size_t i;
	int err;

	all->child = calloc(known->n, sizeof(*all->child));
	if (!all->child)
		return -ENOMEM;
	for (i = 0; i < known->n; i++) {
		const struct child *listed = &known->child[i];

		if (!selector_test(options->selector, listed->test, i + 1))
			continue;
		all->child[all->n++] = (struct child){
			.test = listed->test,
			.run = listed->run,
			.config = {
				.selected = catalog_selected,
				.named = catalog_named,
				.selected_arg = launch->catalog,
				.object_file = listed->config.object_file,
				.run_arg = listed->config.run_arg,
				.quick = options->quick,
				.seconds = seconds(launch),
				.cpu = launch->cpu,
				.insns = launch->insns,
				.window = options->window,
				.dump = launch->dump,
				.verbose = options->verbose > 1 ? options->verbose : 0,
			},
		};
	}
	all->watchdog = options->watchdog * 1e9;
	if (seconds(launch))
		all->deadline = launch->started_ns + seconds(launch) * 1e9;
	all->stop = launch->stop;
	progress_open(&progress, launch->catalog, options->ktap);
	all->progress = progress.out ? progress_write : NULL;
	all->figure = progress.figures ? progress_figure : NULL;
	all->progress_arg = &progress;
	limits_memory(&before);
	err = children_run(all);
	explain_kills(all, &before);
	progress_close(&progress);
	all->progress = NULL;
	all->figure = NULL;
	all->progress_arg = NULL;
	return err;
}
