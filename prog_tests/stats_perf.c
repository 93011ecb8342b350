// SPDX-License-Identifier: GPL-2.0-only
/* Three clocks for one program, and the cost of one of them: docs/stats_perf.md. */
#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"

#include "stats_perf.skel.h"

/* Runs per system call; the kernel loops over the program. */
#define REPEAT 256

static int by_test_run(struct bench_round *round, const char *prog, unsigned int n, double *ns)
{
	return bench_prog_time(bench_prog_fd(round, prog), n, ns);
}

/* Reads the time of n runs from the kernel's own statistics. */
static int by_bpf_stats(struct bench_round *round, const char *prog, unsigned int n, double *ns)
{
	int fd = bench_prog_fd(round, prog), stats, err;
	struct bpf_prog_info before = {}, after = {};
	__u32 size = sizeof(before);

	/* By descriptor, not by sysctl: it ends with this process, however that ends. */
	stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (stats < 0)
		return -errno;
	err = bpf_obj_get_info_by_fd(fd, &before, &size);
	if (!err)
		err = bench_prog_repeat(fd, n, ns);
	size = sizeof(after);
	if (!err)
		err = bpf_obj_get_info_by_fd(fd, &after, &size);
	close(stats);
	if (!err && after.run_cnt - before.run_cnt != n)
		err = -ENODATA;
	*ns = (double)(after.run_time_ns - before.run_time_ns);
	return err;
}

static int test_run_work(struct bench_round *round, unsigned int n, double *ns)
{
	return by_test_run(round, "whole_work", n, ns);
}

static int test_run_empty(struct bench_round *round, unsigned int n, double *ns)
{
	return by_test_run(round, "whole_empty", n, ns);
}

static int bpf_stats_work(struct bench_round *round, unsigned int n, double *ns)
{
	return by_bpf_stats(round, "whole_work", n, ns);
}

static int bpf_stats_empty(struct bench_round *round, unsigned int n, double *ns)
{
	return by_bpf_stats(round, "whole_empty", n, ns);
}

static int with_stats_on(struct bench_round *round, unsigned int n, double *ns)
{
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME), err;

	if (stats < 0)
		return -errno;
	err = by_test_run(round, "whole_empty", n, ns);
	close(stats);
	return err;
}

static double percent_off(double a, double b)
{
	return 100 * (a / b - 1);
}

void test_stats_perf(struct bench *bench)
{
	static const struct bench_user_op by_hand[] = {
		{ .name = "base_test_run",
		  .run = test_run_empty,
		  .n = REPEAT,
		  .hidden = true,
		  .no_tail = true },
		{ .name = "base_bpf_stats",
		  .run = bpf_stats_empty,
		  .n = REPEAT,
		  .hidden = true,
		  .no_tail = true },
		{ .name = "clock_test_run",
		  .about = "A program of known work, timed around repeated test runs of it",
		  .run = test_run_work,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_test_run" },
		{ .name = "clock_bpf_stats",
		  .about = "A program of known work, timed by the kernel's bpf_stats",
		  .run = bpf_stats_work,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_bpf_stats" },
		{ .name = "bpf_stats_cost",
		  .about = "What bpf_stats add to each run of a program",
		  .run = with_stats_on,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_test_run" },
		{},
	};
	static const struct bench_derived disagreements[] = {
		{ .name = "test_run_against_loop",
		  .about = "How far the time by test runs is off the time by the program",
		  .a = "clock_test_run",
		  .b = "clock_loop",
		  .figure = percent_off,
		  .unit = "%" },
		{ .name = "bpf_stats_against_loop",
		  .about = "How far the time by bpf_stats is off the time by the program",
		  .a = "clock_bpf_stats",
		  .b = "clock_loop",
		  .figure = percent_off,
		  .unit = "%" },
		{},
	};
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(stats_perf), .user_ops = by_hand, .derived = disagreements },
		{},
	};

	bench_run(bench, objects);
}
