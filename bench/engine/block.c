// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "bench/engine/block.h"
#include "bench/engine/outcome.h"
#include "bench/engine/sample.h"
#include "bench/engine/trace.h"

#define STATE_LASTS_NS 3e6

/* Counted instructions are not disturbed. For an operation that takes longer than a state lasts (7
 * ms on average, on one machine) two readings around it tell nothing. */
static bool reads_core(const struct measurement *m, const struct op *op)
{
	return !m->bench->config->insns && !(op->user && op->user->once) &&
	       op->shortest_ns < STATE_LASTS_NS;
}

/* Only what the sample itself prepares may come between a reading and the sample. */
static void read_core(struct measurement *m)
{
	struct core *core = &m->bench->core;

	m->bench->reading = core_read(core);
	core_learn(core, m->bench->reading.ratio);
}

/* Tells test_progs once that measuring has begun, so that it shows progress. */
static void began(struct bench *bench)
{
	if (!bench->began)
		session_send(bench->config, json_pack("{s:s}", "msg", "began"));
	bench->began = true;
}

/* Runs an operation once, and takes a sample of it and of the other figures of this run. */
static int run_once(struct measurement *m, struct op *op, bool keep)
{
	struct sample sample = { .state = CORE_MOVING };
	struct op *of;
	int err;

	trace_begin(m, op, keep);
	err = sample_run(m->group, op, m->round, &sample.ns);
	trace_end(op, err, sample.ns);
	if (!err && !(op->shortest_ns && op->shortest_ns < op->run_ns))
		op->shortest_ns = op->run_ns;
	if (!err && keep)
		err = core_samples_add(&op->all, sample);
	if (!err && !op->hidden)
		began(m->bench);
	/* If a further figure cannot be had, that is not the operation's fault. */
	for (of = m->group->ops; !err && of < m->group->ops + m->group->n; of++) {
		int other = of->of == op && op_runs_now(of) ? run_once(m, of, keep) : 0;

		if (other)
			outcome_set(m, of, other);
	}
	return err;
}

/* Sets the state of the core in the newest sample of an operation and of its other figures. */
static void mark(struct measurement *m, struct op *op, double cycle_ns, enum core_state state)
{
	struct op *of;

	op->all.at[op->all.n - 1].cycle_ns = cycle_ns;
	op->all.at[op->all.n - 1].state = state;
	for (of = m->group->ops; of < m->group->ops + m->group->n; of++)
		if (of->of == op && op_runs_now(of) && of->all.n)
			mark(m, of, cycle_ns, state);
}

/* The second reading of a sample is also the first one of the next sample. */
int block_sample(struct measurement *m, struct op *op)
{
	struct core_reading before = m->bench->reading, *after = &m->bench->reading;
	int err = run_once(m, op, true);
	enum core_state state;

	if (err || !reads_core(m, op))
		return err;
	read_core(m);
	state = core_state(&m->bench->core, &before, after);
	m->bench->core.states[state]++;
	mark(m, op, (before.cycle_ns + after->cycle_ns) / 2, state);
	return 0;
}

/* Returns how many samples of the operation a block has. Expensive operations have one. */
static unsigned int block_size(const struct measurement *m, const struct op *op)
{
	const struct pace *pace = &m->bench->pace;

	return op->shortest_ns * pace->turns * pace->block > pace->op_ns ? 1 : pace->block;
}

int block_run(struct measurement *m, struct op *op)
{
	unsigned int i, n = block_size(m, op);
	int err = 0;

	/* An operation that takes long hardly depends on what the caches held before. */
	if (op->shortest_ns <= m->bench->pace.op_ns)
		err = run_once(m, op, false);
	if (!err && reads_core(m, op))
		read_core(m);
	for (i = 0; !err && i < n; i++)
		err = block_sample(m, op);
	return err;
}

/* An operation that takes long gets fewer samples, but at least one. Instructions repeat, so that
 * one sample per round is enough. */
bool block_enough(const struct measurement *m, const struct op *op, unsigned int turn)
{
	const struct pace *pace = &m->bench->pace;

	return turn >= (m->bench->config->insns ? 1 : 2) &&
	       (turn * (pace->block + 1)) * op->shortest_ns > pace->op_ns;
}

/* The first run of each block is not counted. */
int block_run_all(struct measurement *m, struct op *op)
{
	unsigned int turn;
	int err = 0;

	for (turn = 0; !err && turn < m->bench->pace.turns && !block_enough(m, op, turn); turn++)
		err = block_run(m, op);
	return err;
}

void block_tail(struct measurement *m, struct op *op)
{
	unsigned int runs = m->bench->pace.tails;
	volatile struct bench_out *out = m->round->out;
	double spent = 0, budget = m->bench->pace.op_ns;
	struct bpf_link *link;
	unsigned int i;
	int err;

	out->checked = out->wrong = out->refused = out->note = 0;
	err = sample_attach(m->group, op->tail_prog, &link);
	for (i = 0; !err && i < runs && (i < 1 || spent < budget); i++) {
		err = sample_tail(m->group, op, m->round);
		spent += op->run_ns;
	}
	bpf_link__destroy(link);
	if (err) {
		outcome_set(m, op, err);
		return;
	}
	hist_take(op->hist, out);
	op->errors += out->wrong + out->refused;
	if (op->tweak && op->tweak->note && out->checked)
		op->note = (double)out->note / out->checked;
	if (out->wrong)
		op_stop(op, OP_FAILED, CAUSE_WRONG,
			"%llu of %llu operations did not have the expected outcome", out->wrong,
			out->checked);
	else if (op->tail_prog && !out->checked)
		op_stop(op, OP_FAILED, CAUSE_WRONG, "the tail program did not run");
}
