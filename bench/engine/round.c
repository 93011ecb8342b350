// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine/block.h"
#include "bench/engine/count.h"
#include "bench/engine/estimate.h"
#include "bench/engine/hook.h"
#include "bench/engine/kernel_time.h"
#include "bench/engine/load.h"
#include "bench/engine/outcome.h"
#include "bench/engine/round.h"
#include "bench/engine/sample.h"
#include "bench/engine/spacer.h"
#include "bench/engine/trace.h"
#include "bench/kernel/log.h"

/* An operation takes at least a call and its return: two cycles on the fastest processors. */
#define LEAST_NS 0.25

static void take_turn(struct measurement *m, struct op *op, unsigned int turn)
{
	/* Before 5.13 a program could be attached to a trampoline only once. A program with a
	 * trigger therefore takes all of its turns while it is attached. */
	bool triggered = m->group->object->trigger;
	bool once = op->user && op->user->once;
	struct bpf_link *link;
	int err;

	if (!op_runs_now(op) || op->of || block_enough(m, op, turn) ||
	    ((triggered || once) && turn))
		return;
	if (op->hook) {
		if (!turn)
			hook_run(m, op);
		return;
	}
	err = sample_attach(m->group, op->loop_prog, &link);
	if (err) {
		op_stop(op, OP_SKIPPED, log_cause(err), "attaching failed: %s", log_errno(err));
		return;
	}
	err = once ? block_sample(m, op) : triggered ? block_run_all(m, op) : block_run(m, op);
	bpf_link__destroy(link);
	if (err)
		outcome_set(m, op, err);
}

static void take_samples(struct measurement *m)
{
	unsigned int turn;
	size_t i;

	for (turn = 0; turn < m->bench->pace.turns; turn++)
		for (i = 0; i < m->group->n; i++)
			take_turn(m, &m->group->ops[i], turn);
}

/* Measures the cost of two clock reads in a row: it is the tail of the empty operation. */
static void measure_clock(struct measurement *m)
{
	struct op *empty = group_op(m->group, BENCH_BASE_PREFIX "empty");
	struct bpf_link *link;
	struct hist hist = {};
	unsigned int i;

	m->round->out->clock = 0;
	if (!empty || !empty->tail_prog || sample_attach(m->group, empty->tail_prog, &link))
		return;
	for (i = 0; i < 2 * m->bench->pace.tails; i++)
		if (sample_tail(m->group, empty, m->round))
			break;
	bpf_link__destroy(link);
	hist_take(&hist, m->round->out);
	m->round->out->clock = hist_quantile(&hist, 0.5);
}

static void take_tails(struct measurement *m)
{
	size_t i;

	for (i = 0; i < m->group->n; i++)
		if (op_runs_now(&m->group->ops[i]) && !m->group->ops[i].hidden &&
		    !m->group->ops[i].hook)
			block_tail(m, &m->group->ops[i]);
}

/*
 * Checks that all runs happened: missed runs would make a figure too low. A program counts its own
 * runs, and the kernel counts those of attached programs (hook.c). For a user-space operation there
 * are the count of run() and its time: many operations in no time cannot have been done. A few such
 * operations, and those that run() times itself, cannot be checked here; such a run() must check
 * what it did.
 */
static void prove(struct op *op)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	/* 0 means that the clock ticks too slowly to show it. */
	if (op->timed_ns > 0 && op->timed_ns < op->timed * LEAST_NS)
		op_stop(op, OP_FAILED, CAUSE_WRONG,
			"%llu operations took only %.0f ns: they cannot have been done",
			(unsigned long long)op->timed, op->timed_ns);
	if (op->expected_runs != op->runs)
		op_stop(op, OP_FAILED, CAUSE_WRONG, "%llu operations ran, %llu were expected",
			(unsigned long long)op->runs, (unsigned long long)op->expected_runs);
	if (op->loop_prog &&
	    !bpf_obj_get_info_by_fd(bpf_program__fd(op->loop_prog), &info, &size) &&
	    info.recursion_misses)
		op_stop(op, OP_FAILED, CAUSE_WRONG,
			"the kernel skipped the program %llu times because of recursion",
			(unsigned long long)info.recursion_misses);
}

static void measure_loaded(struct measurement *m)
{
	struct op *op;

	trace_round(m);
	measure_clock(m);
	take_samples(m);
	take_tails(m);
	count_round(m);
	kernel_time_round(m);
	for (op = m->group->ops; op < m->group->ops + m->group->n; op++)
		if (op_runs_now(op))
			prove(op);
}

void round_run(struct group *group, struct bench *bench)
{
	struct spacer spacer = { .prog = -1, .map = -1 };
	struct bench_round round;
	struct measurement m = { .group = group, .bench = bench, .round = &round };
	struct op *op;
	int err;

	if (!group_mark(group, bench))
		return;
	/* Counted instructions do not depend on addresses. */
	if (!bench->config->insns)
		spacer = spacer_load();
	for (op = group->ops; op < group->ops + group->n; op++) {
		op->all.n = 0;
		op->timed = 0;
		op->timed_ns = 0;
	}
	err = load_round(group, bench, &round);
	if (err && round.why[0])
		outcome_set_all(&m, err);
	if (!err) {
		measure_loaded(&m);
		unload_round(group, &round);
	}
	spacer_close(&spacer);
	group->round++;
	estimate_round(group, bench);
}
