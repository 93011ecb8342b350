// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/log.h"
#include "bench/spacer.h"

/* So many rounds in doubt are a failure, unless more were in none. */
#define DOUBTS 3

#define STATE_LASTS_NS 3e6

static bool runs_now(const struct op *op)
{
	return op->needed && !op->derived && op->state != OP_SKIPPED && op->state != OP_FAILED;
}

/* It may work later; it is given up after as many times as a figure takes rounds. */
static void put_off(struct progress *p, struct op *op)
{
	struct op *of;

	/* What failed stays so, and keeps its reason. */
	if (op->state == OP_SKIPPED || op->state == OP_FAILED)
		return;
	/* By these words a comparison knows that it is no fault of the kernel. */
	snprintf(op->reason, sizeof(op->reason), "not this time: %s", p->round->why);
	if (++op->put_off >= p->bench->pace.min_rounds && !op->n_rounds && !op->all.n)
		op->state = OP_SKIPPED;
	for (of = p->group->ops; of < p->group->ops + p->group->n; of++)
		if (of->of == op)
			put_off(p, of);
}

/* Nobody can disturb what counts instructions.  In time a neighbour may, now and then. */
static bool rare(const struct progress *p, struct op *op)
{
	op->doubts++;
	op->errors++;
	if (p->bench->config->insns || (op->doubts >= DOUBTS && op->doubts >= op->n_rounds))
		return false;
	if (!op->n_rounds)
		snprintf(op->reason, sizeof(op->reason), "%s", p->round->why);
	return true;
}

void round_failed(struct progress *p, struct op *op, int err)
{
	struct bench_round *round = p->round;

	if (err == -ENOTRECOVERABLE && round->why[0] && rare(p, op)) {
		round->why[0] = '\0';
		return;
	}
	if (err == -EAGAIN && round->why[0]) {
		put_off(p, op);
		round->why[0] = '\0';
		return;
	}
	if (round->why[0]) {
		op_stop(op, round->skip ? OP_SKIPPED : OP_FAILED, "%s", round->why);
		round->why[0] = '\0';
		return;
	}
	if (err == -ENODATA)
		op_stop(op, OP_FAILED, "attached and triggered, but it did not run");
	else
		op_stop(op, log_explained(err) ? OP_SKIPPED : OP_FAILED, "running it failed: %s",
			log_errno(err));
}

/* Instructions are disturbed by nobody; of what takes longer than a state lasts (7 ms on the
 * average, on one machine) two readings around it say nothing. */
static bool reads_core(const struct progress *p, const struct op *op)
{
	return !p->bench->config->insns && !(op->user && op->user->once) &&
	       op->run_ns < STATE_LASTS_NS;
}

/* Between a reading and the sample there is nothing but what the sample itself prepares. */
static void read_core(struct progress *p)
{
	struct core *core = &p->bench->core;

	p->bench->reading = core_read(core);
	core_learn(core, p->bench->reading.ratio);
}

/* From here on there is progress to tell of. */
static void began(struct bench *bench)
{
	if (!bench->began)
		session_send(bench->config, json_pack("{s:s}", "msg", "began"));
	bench->began = true;
}

/* One run of an operation and the other figures of it, the newest of their samples. */
static int run_once(struct progress *p, struct op *op, bool keep)
{
	struct sample sample = { .state = CORE_MOVING };
	struct op *of;
	int err;

	err = sample_run(p->group, op, p->round, &sample.ns);
	if (!err && keep)
		err = core_samples_add(&op->all, sample);
	if (!err && !op->hidden)
		began(p->bench);
	for (of = p->group->ops; !err && of < p->group->ops + p->group->n; of++)
		if (of->of == op && runs_now(of))
			err = run_once(p, of, keep);
	return err;
}

/* What the core was like during the newest sample of an operation and its other figures. */
static void mark(struct progress *p, struct op *op, double cycle_ns, enum core_state state)
{
	struct op *of;

	op->all.at[op->all.n - 1].cycle_ns = cycle_ns;
	op->all.at[op->all.n - 1].state = state;
	for (of = p->group->ops; of < p->group->ops + p->group->n; of++)
		if (of->of == op && runs_now(of) && of->all.n)
			mark(p, of, cycle_ns, state);
}

/* A sample between two readings of the core, of which the second is the next one's first. */
static int sample(struct progress *p, struct op *op)
{
	struct core_reading before = p->bench->reading, *after = &p->bench->reading;
	int err = run_once(p, op, true);
	enum core_state state;

	if (err || !reads_core(p, op))
		return err;
	read_core(p);
	state = core_state(&p->bench->core, &before, after);
	p->bench->core.states[state]++;
	mark(p, op, (before.cycle_ns + after->cycle_ns) / 2, state);
	return 0;
}

/* How many samples of the operation a block takes, for what it costs. */
static unsigned int block_size(const struct progress *p, const struct op *op)
{
	const struct pace *pace = &p->bench->pace;

	return op->run_ns * pace->turns * pace->block > pace->op_ns ? 1 : pace->block;
}

int round_block(struct progress *p, struct op *op)
{
	unsigned int i, n = block_size(p, op);
	int err = 0;

	/* What takes long does not notice what the caches held. */
	if (op->run_ns <= p->bench->pace.op_ns)
		err = run_once(p, op, false);
	if (!err && reads_core(p, op))
		read_core(p);
	for (i = 0; !err && i < n; i++)
		err = sample(p, op);
	return err;
}

/* Fewer samples of what takes long, but never none: instructions repeat, so that
 * one of them a round is enough. */
static bool enough(const struct progress *p, const struct op *op, unsigned int turn)
{
	const struct pace *pace = &p->bench->pace;

	return turn >= (p->bench->config->insns ? 1 : 2) &&
	       (turn * (pace->block + 1)) * op->run_ns > pace->op_ns;
}

/* In blocks, whose first run is not counted. */
int round_blocks(struct progress *p, struct op *op)
{
	unsigned int turn;
	int err = 0;

	for (turn = 0; !err && turn < p->bench->pace.turns && !enough(p, op, turn); turn++)
		err = round_block(p, op);
	return err;
}

static void take_turn(struct progress *p, struct op *op, unsigned int turn)
{
	/* Before 5.13 a program is attached to a trampoline once and never again:
	 * one that is triggered takes all its turns while it is. */
	bool triggered = p->group->object->trigger;
	bool once = op->user && op->user->once;
	struct bpf_link *link;
	int err;

	if (!runs_now(op) || op->of || enough(p, op, turn) || ((triggered || once) && turn))
		return;
	if (op->hook) {
		if (!turn)
			hook_run(p, op);
		return;
	}
	err = sample_attach(p->group, op->loop_prog, &link);
	if (err) {
		op_stop(op, OP_SKIPPED, "attaching failed: %s", log_errno(err));
		return;
	}
	err = once ? sample(p, op) : triggered ? round_blocks(p, op) : round_block(p, op);
	bpf_link__destroy(link);
	if (err)
		round_failed(p, op, err);
}

static void take_samples(struct progress *p)
{
	unsigned int turn;
	size_t i;

	for (turn = 0; turn < p->bench->pace.turns; turn++)
		for (i = 0; i < p->group->n; i++)
			take_turn(p, &p->group->ops[i], turn);
}

void round_tail(struct progress *p, struct op *op)
{
	unsigned int runs = p->bench->pace.tails;
	volatile struct bench_out *out = p->round->out;
	double spent = 0, budget = p->bench->pace.op_ns;
	struct bpf_link *link;
	unsigned int i;
	int err;

	out->checked = out->wrong = out->refused = out->note = 0;
	err = sample_attach(p->group, op->tail_prog, &link);
	for (i = 0; !err && i < runs && (i < 1 || spent < budget); i++) {
		err = sample_tail(p->group, op, p->round);
		spent += op->run_ns;
	}
	bpf_link__destroy(link);
	if (err) {
		round_failed(p, op, err);
		return;
	}
	hist_take(op->hist, out);
	op->errors += out->wrong + out->refused;
	if (op->tweak && op->tweak->note && out->checked)
		op->note = (double)out->note / out->checked;
	if (out->wrong)
		op_stop(op, OP_FAILED, "%llu of %llu operations did not have the expected outcome",
			out->wrong, out->checked);
	else if (op->tail_prog && !out->checked)
		op_stop(op, OP_FAILED, "the checking program did not run");
}

/* What two clock reads in a row cost: the tail of the empty operation. */
static void measure_clock(struct progress *p)
{
	struct op *empty = group_op(p->group, BENCH_BASE_PREFIX "empty");
	struct bpf_link *link;
	struct hist hist = {};
	unsigned int i;

	p->round->out->clock = 0;
	if (!empty || !empty->tail_prog || sample_attach(p->group, empty->tail_prog, &link))
		return;
	for (i = 0; i < 2 * p->bench->pace.tails; i++)
		if (sample_tail(p->group, empty, p->round))
			break;
	bpf_link__destroy(link);
	hist_take(&hist, p->round->out);
	p->round->out->clock = hist_quantile(&hist, 0.5);
}

static void take_tails(struct progress *p)
{
	size_t i;

	for (i = 0; i < p->group->n; i++)
		if (runs_now(&p->group->ops[i]) && !p->group->ops[i].hidden &&
		    !p->group->ops[i].hook)
			round_tail(p, &p->group->ops[i]);
}

/* Missed runs would make a figure cheaper than it is. */
static void prove(struct op *op)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (op->expected_runs != op->runs)
		op_stop(op, OP_FAILED, "%llu operations ran, %llu were expected",
			(unsigned long long)op->runs, (unsigned long long)op->expected_runs);
	if (op->loop_prog &&
	    !bpf_obj_get_info_by_fd(bpf_program__fd(op->loop_prog), &info, &size) &&
	    info.recursion_misses)
		op_stop(op, OP_FAILED, "the program was skipped %llu times: recursion",
			(unsigned long long)info.recursion_misses);
}

void round_run(struct group *group, struct bench *bench)
{
	struct spacer spacer = { .prog = -1, .map = -1 };
	struct bench_round round;
	struct progress p = { .group = group, .bench = bench, .round = &round };
	struct op *op;

	if (!group_mark(group, bench))
		return;
	/* Instructions do not mind where they are. */
	if (!bench->config->insns)
		spacer = spacer_load();
	if (load_round(group, bench, &round)) {
		spacer_close(&spacer);
		return;
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		op->all.n = 0;
	}
	measure_clock(&p);
	take_samples(&p);
	take_tails(&p);
	count_round(&p);
	for (op = group->ops; op < group->ops + group->n; op++)
		if (runs_now(op))
			prove(op);
	unload_round(group, &round);
	spacer_close(&spacer);
	group->round++;
	estimate_round(group, bench);
}
