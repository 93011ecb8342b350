// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/engine/outcome.h"
#include "bench/kernel/log.h"

/* Fail after three doubtful rounds, unless good rounds outnumber them. */
#define DOUBTS 3

/*
 * Give up after min_rounds tries without a figure. Where instructions are counted there is no
 * deadline, so there the tries are limited in any case. What has enough rounds keeps its figure.
 */
static enum op_state after_put_off(const struct op *op, const struct bench *bench)
{
	const struct pace *pace = &bench->pace;

	if (op->put_off >= pace->min_rounds && !op->n_rounds && !op->all.n)
		return OP_SKIPPED;
	if (bench->config->insns && op->put_off >= pace->max_rounds)
		return op->n_rounds < pace->min_rounds ? OP_SKIPPED : OP_SETTLED;
	return op->state;
}

/* The operation may work in a later round. */
static void put_off(struct measurement *m, struct op *op)
{
	struct op *of;

	/* A failed operation stays failed and keeps its reason. */
	if (op->state == OP_SKIPPED || op->state == OP_FAILED)
		return;
	op->cause = CAUSE_NOT_THIS_TIME;
	snprintf(op->reason, sizeof(op->reason), "not this time: %s", m->round->why);
	op->put_off++;
	op->state = after_put_off(op, m->bench);
	for (of = m->group->ops; of < m->group->ops + m->group->n; of++)
		if (of->of == op)
			put_off(m, of);
}

/* Returns true if the round is only doubtful. In time a neighbour may disturb a round now and then.
 * Nothing disturbs counted instructions, so there a doubt is a failure. */
static bool rare(const struct measurement *m, struct op *op)
{
	op->doubts++;
	/* It did run, and counts among the operations of which so many went wrong. */
	op->runs++;
	op->expected_runs++;
	op->errors++;
	if (m->bench->config->insns || (op->doubts >= DOUBTS && op->doubts >= op->n_rounds))
		return false;
	if (!op->n_rounds) {
		op->cause = m->round->cause;
		snprintf(op->reason, sizeof(op->reason), "%s", m->round->why);
	}
	return true;
}

void outcome_set(struct measurement *m, struct op *op, int err)
{
	struct bench_round *round = m->round;

	if (err == -ENOTRECOVERABLE && round->why[0] && rare(m, op)) {
		round->why[0] = '\0';
		return;
	}
	if (err == -EAGAIN && round->why[0]) {
		put_off(m, op);
		round->why[0] = '\0';
		return;
	}
	if (round->why[0]) {
		op_stop(op, round->skip ? OP_SKIPPED : OP_FAILED, round->cause, "%s", round->why);
		round->why[0] = '\0';
		return;
	}
	if (err == -ENODATA)
		op_stop(op, OP_FAILED, CAUSE_WRONG,
			"the program did not run although it was attached and triggered");
	else
		op_stop(op, log_explained(err) ? OP_SKIPPED : OP_FAILED, log_cause(err),
			"running it failed: %s", log_errno(err));
}

void outcome_set_all(struct measurement *m, int err)
{
	struct bench_round *round = m->round;
	char why[sizeof(round->why)];
	struct op *op;

	if (err != -EAGAIN && err != -ENOTRECOVERABLE) {
		group_stop(m->group, round->skip ? OP_SKIPPED : OP_FAILED, round->cause, "%s",
			   round->why);
		return;
	}
	memcpy(why, round->why, sizeof(why));
	for (op = m->group->ops; op < m->group->ops + m->group->n; op++) {
		/* Another figure of an operation is put off together with that operation. */
		if (!op_runs_now(op) || (err == -EAGAIN && op->of))
			continue;
		memcpy(round->why, why, sizeof(why));
		outcome_set(m, op, err);
	}
}
