// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three clocks for one program, and what one of them costs itself:
 * docs/stats_perf.md.
 */
#include <errno.h>
#include <math.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/clock.h"
#include "test_progs.h"

#include "stats_perf.skel.h"

/* Runs in one system call, in which the kernel loops over the program. */
#define REPEAT 256

static int prog_fd(const struct bench_round *round, const char *name)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, name);

	return prog ? bpf_program__fd(prog) : -ENOENT;
}

static int repeat(int fd, unsigned int n, double *ns)
{
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = n);
	uint64_t start = clock_ns();
	int err = bpf_prog_test_run_opts(fd, &opts);

	*ns = clock_ns() - start;
	return err;
}

/*
 * The kernel reports the average of a repeated run as a whole number of
 * nanoseconds.  So the system call is timed from outside, and what it costs with
 * a single run is taken off: what is left is n - 1 runs.
 */
static int by_test_run(struct bench_round *round, const char *prog, unsigned int n, double *ns)
{
	int fd = prog_fd(round, prog);
	double once = INFINITY, all = 0, one = 0;
	int err = 0, i;

	/* A disturbed single run would make all the others too cheap. */
	for (i = 0; !err && i < 5; i++) {
		err = repeat(fd, 1, &one);
		once = fmin(once, one);
	}
	if (!err)
		err = repeat(fd, n + 1, &all);
	*ns = all - once;
	return err;
}

/* The time that the kernel's own statistics say n runs took. */
static int by_bpf_stats(struct bench_round *round, const char *prog, unsigned int n, double *ns)
{
	int fd = prog_fd(round, prog), stats, err;
	struct bpf_prog_info before = {}, after = {};
	__u32 size = sizeof(before);

	/* By descriptor, not by sysctl: it ends with this process, whatever
	 * happens. */
	stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (stats < 0)
		return -errno;
	err = bpf_obj_get_info_by_fd(fd, &before, &size);
	if (!err)
		err = repeat(fd, n, ns);
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
		  .run = test_run_work,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_test_run" },
		{ .name = "clock_bpf_stats",
		  .run = bpf_stats_work,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_bpf_stats" },
		{ .name = "bpf_stats_cost",
		  .run = with_stats_on,
		  .n = REPEAT,
		  .no_tail = true,
		  .base = "base_test_run" },
		{},
	};
	static const struct bench_derived disagreements[] = {
		{ .name = "test_run_against_loop",
		  .a = "clock_test_run",
		  .b = "clock_loop",
		  .figure = percent_off,
		  .unit = "%" },
		{ .name = "bpf_stats_against_loop",
		  .a = "clock_bpf_stats",
		  .b = "clock_loop",
		  .figure = percent_off,
		  .unit = "%" },
		{},
	};
	static const struct bench_object objects[] = {
		{ .name = "stats_perf",
		  .elf = stats_perf__elf_bytes,
		  .user_ops = by_hand,
		  .derived = disagreements },
		{},
	};

	bench_run(bench, objects);
}
