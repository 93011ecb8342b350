// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/engine.h"
#include "bench/engine/kernel_time.h"
#include "bench/engine/sample.h"
#include "bench/kernel/clock.h"
#include "bench/result/array.h"
#include "bench/result/stats.h"

/* Runs of a program in a round, after one that only warms the caches, and the share of an operation's
 * time in a round that they may take: the samples need it more. */
#define RUNS 4
#define SHARE 0.1

/* What the kernel says of a program. */
struct told {
	uint64_t runs, ns;
};

static int ask(int fd, struct told *told)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int err = bpf_obj_get_info_by_fd(fd, &info, &size);

	*told = (struct told){ info.run_cnt, info.run_time_ns };
	return err;
}

/* A run of a program: run() does it. */
struct run {
	int (*run)(const struct run *run);
	int fd;
	struct measurement *m;
	const struct op *op;
};

static int run_op(const struct run *run)
{
	return sample_program(run->m->group, run->op, run->op->loop_prog, run->m->round, NULL);
}

static int run_empty(const struct run *run)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return bpf_prog_test_run_opts(run->fd, &opts);
}

/* Returns the median time of a run, or NAN. A run in which the program also ran for somebody else
 * does not count. */
static double time_of(const struct run *run)
{
	double ns[RUNS], budget = run->m ? SHARE * run->m->bench->pace.op_ns : INFINITY;
	uint64_t start = clock_ns();
	size_t i, n = 0;

	for (i = 0; i <= RUNS && (i < 2 || clock_ns() - start < budget); i++) {
		struct told before, after;

		if (ask(run->fd, &before) || run->run(run) || ask(run->fd, &after))
			break;
		if (i && after.runs == before.runs + 1)
			ns[n++] = after.ns - before.ns;
	}
	/* What a callback said is about this run only. */
	if (run->m)
		run->m->round->why[0] = '\0';
	if (!n)
		return NAN;
	stats_sort(ns, n);
	return stats_quantile(ns, n, 0.5);
}

/* Returns what the statistics say of a program that does nothing: their own reading of the clock. */
static double time_of_nothing(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct run run = { .run = run_empty };
	double ns;

	run.fd = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, NULL, "GPL", insns, ARRAY_SIZE(insns),
			       NULL);
	if (run.fd < 0)
		return NAN;
	ns = time_of(&run);
	close(run.fd);
	return ns;
}

static void measure(struct measurement *m, struct op *op, double nothing)
{
	struct run run = { .run = run_op, .m = m, .op = op };
	struct bpf_link *link;

	op->kernel_time.round = NAN;
	if (!op_runs_now(op) || !op->loop_prog || sample_attach(m->group, op->loop_prog, &link))
		return;
	run.fd = bpf_program__fd(op->loop_prog);
	op->kernel_time.round = (time_of(&run) - nothing) / m->round->out->n;
	bpf_link__destroy(link);
}

void kernel_time_round(struct measurement *m)
{
	struct op *op, *end = m->group->ops + m->group->n;
	double nothing;
	int stats;

	if (m->bench->config->insns || !m->round->obj)
		return;
	/* By descriptor: it ends with this process, however that ends. */
	stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (stats < 0)
		return;
	nothing = time_of_nothing();
	for (op = m->group->ops; op < end; op++)
		measure(m, op, nothing);
	close(stats);
	for (op = m->group->ops; op < end; op++) {
		double base = op->base ? op->base->kernel_time.round : 0;

		/* Without memory there is one round less. */
		if (isfinite(op->kernel_time.round - base) && op->loop_prog)
			samples_add(&op->kernel_time.rounds, op->kernel_time.round - base);
	}
}

double kernel_time_figure(const struct kernel_time *time)
{
	double *sorted = calloc(time->rounds.n + 1, sizeof(*sorted)), figure = NAN;

	if (sorted && time->rounds.n) {
		memcpy(sorted, time->rounds.values, time->rounds.n * sizeof(*sorted));
		stats_sort(sorted, time->rounds.n);
		figure = stats_quantile(sorted, time->rounds.n, 0.5);
	}
	free(sorted);
	return figure;
}
