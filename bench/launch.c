// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/env.h"
#include "bench/launch.h"
#include "bench/progress.h"

/* Seconds for measuring; starting, loading and writing come on top. */
#define FULL_SECONDS 105
#define QUICK_SECONDS 16

static bool any(const void *arg, const char *test, const char *op)
{
	return true;
}

/* "dir/my_test.bpf.o" is test my_test. */
static char *object_test_name(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return strndup(base, strcspn(base, "."));
}

int launch_list(struct children *listed, const struct test *tests, size_t n,
		const struct options *options, int cpu)
{
	const char *object = options->object;
	size_t i;
	int err;

	listed->child = calloc(object ? 1 : n, sizeof(*listed->child));
	if (!listed->child)
		return -ENOMEM;
	listed->n = object ? 1 : n;
	for (i = 0; i < listed->n; i++) {
		struct child *child = &listed->child[i];

		child->test = object ? object_test_name(object) : strdup(tests[i].name);
		if (!child->test)
			return -ENOMEM;
		child->run = object ? bench_run_file : tests[i].run;
		child->config.object_file = object;
		child->config.list = true;
		child->config.cpu = cpu;
		child->config.selected = any;
	}
	listed->watchdog = options->watchdog * 1e9;
	err = children_run(listed);
	for (i = 0; !err && i < listed->n; i++) {
		const struct child *child = &listed->child[i];

		if (!child->n_op_names && child->n_results)
			fprintf(stderr, "test_progs: %s\n", child->results[0].reason);
		else if (child->death[0])
			fprintf(stderr, "test_progs: %s: %s\n", child->test, child->death);
	}
	return err;
}

void launch_unlist(struct children *listed)
{
	size_t i;

	for (i = 0; i < listed->n; i++)
		free((char *)listed->child[i].test);
	children_free(listed);
}

/* 0, by count, where instructions are: the guest's clock is not the wall's. */
static double seconds(const struct launch *launch)
{
	const struct options *options = launch->options;

	if (options->time)
		return options->time;
	if (launch->insns)
		return 0;
	return options->quick ? QUICK_SECONDS : FULL_SECONDS;
}

/* Those that the kernel killed for want of memory say whose limit it was. */
static void explain_kills(struct children *all, const struct env_memory *before)
{
	struct env_memory after;

	env_memory_limit(&after);
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
	struct env_memory before;
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
				.selected_arg = launch->catalog,
				.object_file = options->object,
				.quick = options->quick,
				.seconds = seconds(launch),
				.cpu = launch->cpu,
				.insns = launch->insns,
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
	env_memory_limit(&before);
	err = children_run(all);
	explain_kills(all, &before);
	progress_close(&progress);
	all->progress = NULL;
	all->figure = NULL;
	all->progress_arg = NULL;
	return err;
}
