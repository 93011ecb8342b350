// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/log.h"

/* So many rounds in doubt are a failure, unless more were in none. */
#define DOUBTS 3

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
		op_stop(op, OP_FAILED, "running it failed: %s", log_errno(err));
}

bool round_quiet(struct progress *p, struct op *op)
{
	const struct pace *pace = &p->bench->pace;
	struct calib *calib = &p->bench->calib;
	uint64_t start = clock_ns();
	double waited = 0, reading;
	bool quiet;

	/* Instructions are not disturbed by anybody. */
	if (p->bench->config->insns)
		return true;
	quiet = calib_quiet(calib, &reading);
	calib->turns++;
	calib->quiet += quiet;
	/* For the dump; one reading more or less does not matter. */
	samples_add(&p->bench->readings, reading);
	while (!quiet && op->waited + waited < pace->wait_ns) {
		quiet = calib_quiet(calib, NULL);
		waited = clock_ns() - start;
	}
	op->waited += waited;
	return quiet;
}

bool round_still_quiet(struct progress *p)
{
	return p->bench->config->insns || calib_quiet(&p->bench->calib, NULL);
}

/* From here on there is progress to tell of. */
static void began(struct bench *bench)
{
	if (!bench->began)
		session_send(bench->config, json_pack("{s:s}", "msg", "began"));
	bench->began = true;
}

/* One run of an operation, and the other figures of it; keep: they count. */
static int sample(struct progress *p, struct op *op, bool keep)
{
	struct op *of;
	double ns;
	int err;

	err = sample_run(p->group, op, p->round, &ns);
	if (!err && keep)
		err = samples_add(&op->all, ns);
	if (!err && !op->hidden)
		began(p->bench);
	for (of = p->group->ops; !err && of < p->group->ops + p->group->n; of++)
		if (of->of == op && runs_now(of))
			err = sample(p, of, keep);
	return err;
}

/* The last samples of an operation, and of the other figures of it, are quiet. */
static int mark_quiet(struct progress *p, struct op *op, size_t first)
{
	struct op *of;
	size_t i;
	int err = 0;

	for (i = first; !err && i < op->all.n; i++)
		err = samples_add(&op->quiet, op->all.values[i]);
	for (of = p->group->ops; !err && of < p->group->ops + p->group->n; of++)
		if (of->of == op && runs_now(of))
			err = mark_quiet(p, of, first);
	return err;
}

/* How many samples of the operation a block takes, for what it costs. */
static unsigned int block_size(const struct progress *p, const struct op *op)
{
	const struct pace *pace = &p->bench->pace;

	return op->run_ns * pace->turns * pace->block > pace->op_ns ? 1 : pace->block;
}

int round_block(struct progress *p, struct op *op)
{
	bool quiet = round_quiet(p, op);
	unsigned int i, n = block_size(p, op);
	size_t first = op->all.n;
	int err = 0;

	/* What takes long does not notice what the caches held. */
	if (op->run_ns <= p->bench->pace.op_ns)
		err = sample(p, op, false);
	for (i = 0; !err && i < n; i++)
		err = sample(p, op, true);
	quiet = quiet && round_still_quiet(p);
	if (!err && quiet)
		err = mark_quiet(p, op, first);
	return err;
}

/* The one figure of a round that an operation says itself. */
static int sample_once(struct progress *p, struct op *op)
{
	size_t first = op->all.n;
	int err = sample(p, op, true);

	/* It takes longer than a core is quiet; instructions are not disturbed. */
	return !err && p->bench->config->insns ? mark_quiet(p, op, first) : err;
}

/* Fewer samples of what takes long, but never none: instructions repeat, so that
 * one of them a round is enough. */
static bool enough(const struct progress *p, const struct op *op, unsigned int turn)
{
	const struct pace *pace = &p->bench->pace;

	return turn >= (p->bench->config->insns ? 1 : 2) &&
	       (turn * (pace->block + 1)) * op->run_ns > pace->op_ns;
}

/* Each is quiet or not by itself: one long one would hardly ever be. */
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
	err = once ? sample_once(p, op) : triggered ? round_blocks(p, op) : round_block(p, op);
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
	struct bench_round round;
	struct progress p = { .group = group, .bench = bench, .round = &round };
	struct op *op;

	if (!group_mark(group, bench) || load_round(group, bench, &round))
		return;
	for (op = group->ops; op < group->ops + group->n; op++) {
		op->all.n = op->quiet.n = 0;
		op->waited = 0;
	}
	bench->readings.n = 0;
	measure_clock(&p);
	take_samples(&p);
	take_tails(&p);
	count_round(&p);
	for (op = group->ops; op < group->ops + group->n; op++)
		if (runs_now(op))
			prove(op);
	unload_round(group, &round);
	group->round++;
	estimate_round(group, bench);
}
