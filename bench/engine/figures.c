// SPDX-License-Identifier: GPL-2.0-only
/* Computes a round's figure of an operation: a low quantile of its samples, in time and in core
 * cycles, separately for each state of the core, minus that of its baseline. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/engine/engine.h"
#include "bench/engine/figures.h"
#include "bench/result/stats.h"
#include "bench/result/unit.h"

/* The quantile of a round's samples; docs/method.md has the experiment by which it was chosen. */
#define SAMPLE_QUANTILE 0.10
/* Samples of a state that its figure of a round needs, or half of all samples of the round. */
#define ENOUGH_SAMPLES 4

bool higher_is_better(const struct op *op)
{
	const char *unit = op_unit(op);

	return (unit && unit_find(unit)->higher_is_better) ||
	       (op->derived && op->derived->higher_is_better);
}

double toward_best(const struct op *op, double q)
{
	return higher_is_better(op) ? 1 - q : q;
}

double figures_quantile(const struct op *op)
{
	return toward_best(op, SAMPLE_QUANTILE);
}

/* Writes the lines of --dump; docs/method.md names the columns. */
static void dump(const struct group *group, const struct bench *bench, const struct op *op)
{
	FILE *out = bench->config->dump;
	size_t i;

	for (i = 0; i < op->all.n; i++)
		fprintf(out, "%s/%s\t%s\t%u\t%s\t%.4f\t%.5f\n", bench->config->test, op->name,
			op->base ? op->base->name : "-", group->round,
			core_state_name(op->all.at[i].state), op->all.at[i].ns,
			op->all.at[i].cycle_ns);
}

static void add_round(struct op *op, const struct round_figures *round)
{
	struct round_figures *rounds;

	rounds = realloc(op->rounds, (op->n_rounds + 1) * sizeof(*rounds));
	if (!rounds) {
		op_stop(op, OP_FAILED, CAUSE_RESOURCES, "out of memory");
		return;
	}
	op->rounds = rounds;
	op->rounds[op->n_rounds++] = *round;
	op->cause = CAUSE_NONE;
	op->reason[0] = '\0';
}

/* Returns the undisturbed end of the samples of a state, or NAN if there are too few. */
static double quiet_end(const struct op *op, unsigned int state, enum sample_unit unit,
			double *values)
{
	size_t n = core_samples_column(&op->all, state, unit, values);

	if (!n || (n < ENOUGH_SAMPLES && 2 * n < op->all.n))
		return NAN;
	return stats_quantile(values, n, figures_quantile(op));
}

static double median_cycle(const struct op *op, double *values)
{
	size_t i, n = 0;

	for (i = 0; i < op->all.n; i++)
		if (op->all.at[i].cycle_ns > 0)
			values[n++] = op->all.at[i].cycle_ns;
	stats_sort(values, n);
	return n ? stats_quantile(values, n, 0.5) : 0;
}

static double median(const struct op *op, double *values)
{
	size_t n = core_samples_column(&op->all, SAMPLES_ANY, IN_TIME, values);

	return stats_quantile(values, n, 0.5);
}

static void measured_round(struct group *group, struct bench *bench, struct op *op)
{
	struct round_figures round = { .number = group->round };
	size_t most = fmax(op->all.n, op->base ? op->base->all.n : 0);
	double *values = calloc(most + 1, sizeof(*values));
	unsigned int state, unit;

	if (!values) {
		op_stop(op, OP_FAILED, CAUSE_RESOURCES, "out of memory");
		return;
	}
	for (state = 0; state < ROUND_STATES; state++)
		for (unit = 0; unit < SAMPLE_UNITS; unit++) {
			struct figures *f = &round.of[state][unit];

			f->raw = quiet_end(op, state, unit, values);
			f->base = op->base ? quiet_end(op->base, state, unit, values) : 0;
			f->net = f->raw - f->base;
			if (unit == IN_TIME)
				round.has[state] = isfinite(f->net);
		}
	round.median = median(op, values) - (op->base ? median(op->base, values) : 0);
	round.cycle_ns = median_cycle(op, values);
	free(values);
	for (size_t i = 0; i < op->all.n; i++) {
		/* Samples without a reading of the core have no state, so they are not counted. */
		op->samples += op->all.at[i].cycle_ns > 0;
		op->exclusive += op->all.at[i].state == CORE_EXCLUSIVE;
	}
	if (round.cycle_ns > 0)
		core_samples_add(&bench->cycles, (struct sample){ .cycle_ns = round.cycle_ns });
	add_round(op, &round);
}

static void derived_round(const struct group *group, struct op *op)
{
	const struct round_figures *a, *b;
	struct round_figures round = { .number = group->round };
	double (*figure)(double a, double b) = op->derived->figure;
	unsigned int state, unit;
	bool any = false;

	if (!op->a->n_rounds || !op->b->n_rounds)
		return;
	a = &op->a->rounds[op->a->n_rounds - 1];
	b = &op->b->rounds[op->b->n_rounds - 1];
	/* An operation that was put off has no figure in this round. */
	if (a->number != group->round || b->number != group->round)
		return;
	for (state = 0; state < ROUND_STATES; state++) {
		for (unit = 0; unit < SAMPLE_UNITS; unit++)
			round.of[state][unit].net = round.of[state][unit].raw =
				figure(a->of[state][unit].net, b->of[state][unit].net);
		round.has[state] = a->has[state] && b->has[state] &&
				   isfinite(round.of[state][IN_TIME].net);
		any = any || round.has[state];
	}
	round.median = figure(a->median, b->median);
	round.cycle_ns = a->cycle_ns;
	op->runs = op->a->runs + (op->a == op->b ? 0 : op->b->runs);
	op->samples = op->a->samples;
	op->exclusive = fmin(op->a->exclusive, op->b->exclusive);
	if (any)
		add_round(op, &round);
}

/* Stops a figure whose operations were stopped. */
static void follow(struct op *op)
{
	if (op->of && op->of->state >= OP_SKIPPED)
		op_stop(op, op->of->state, op->of->cause, "%s", op->of->reason);
	if (op->derived && (op->a->state >= OP_SKIPPED || op->b->state >= OP_SKIPPED)) {
		const struct op *of = op->a->state >= OP_SKIPPED ? op->a : op->b;

		op_stop(op, of->state, of->cause, "%s: %s", of->name, of->reason);
	}
}

void figures_of_round(struct group *group, struct bench *bench)
{
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->needed || op->state >= OP_SKIPPED)
			continue;
		if (bench->config->dump && op->all.n)
			dump(group, bench, op);
		if (op->all.n && (!op->base || op->base->all.n))
			measured_round(group, bench, op);
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		follow(op);
		if (op->derived && op->needed && op->state < OP_SKIPPED)
			derived_round(group, op);
	}
}
