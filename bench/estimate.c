// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engine.h"
#include "bench/stats.h"

/* The quantile of a round's samples, and that of the rounds: docs/method.md
 * has the experiment that chose them. */
#define SAMPLE_QUANTILE 0.10
#define ROUND_QUANTILE 0.25
#define LEVEL 0.95
/* Quiet rounds from which the others are left out. */
#define ENOUGH_QUIET 5

static double quantile_of(const struct samples *samples, double q)
{
	return stats_quantile(samples->values, samples->n, q);
}

static bool higher_is_better(const struct op *op)
{
	return (op->user && op->user->higher_is_better) ||
	       (op->derived && (op->derived->higher_is_better || op->derived->rate));
}

/* The best that a quiet machine does is low for costs and high for rates. */
static double toward_best(const struct op *op, double q)
{
	return higher_is_better(op) ? 1 - q : q;
}

/* Of the rounds: see bench_user_op.once. */
static double round_quantile(const struct op *op)
{
	return op->user && op->user->once ? 0.5 : toward_best(op, ROUND_QUANTILE);
}

static const struct samples *best(const struct op *op)
{
	return op->quiet.n ? &op->quiet : &op->all;
}

/* One line of --dump: docs/method.md names the columns. */
static void dump(const struct group *group, const struct bench *bench, const struct op *op)
{
	static const double quantiles[] = { 0, 0.05, 0.10, 0.25, 0.50 };
	const struct samples *sets[] = { &bench->readings, &op->all, &op->quiet };
	FILE *out = bench->config->dump;
	size_t i, j;

	fprintf(out, "%s/%s\t%s\t%u", bench->config->test, op->name,
		op->base ? op->base->name : "-", group->round);
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		fprintf(out, "\t%zu", sets[i]->n);
		for (j = 0; j < sizeof(quantiles) / sizeof(quantiles[0]); j++)
			fprintf(out, "\t%.4f", quantile_of(sets[i], quantiles[j]));
	}
	fputc('\n', out);
}

static void add_round(struct op *op, struct round_figure figure)
{
	struct round_figure *rounds;

	rounds = realloc(op->rounds, (op->n_rounds + 1) * sizeof(*rounds));
	if (!rounds) {
		op_stop(op, OP_FAILED, "out of memory");
		return;
	}
	op->rounds = rounds;
	op->rounds[op->n_rounds++] = figure;
	op->reason[0] = '\0';
}

static void measured_round(struct op *op)
{
	struct round_figure figure = {
		.raw = quantile_of(best(op), toward_best(op, SAMPLE_QUANTILE)),
		.median = quantile_of(&op->all, 0.5),
		.quiet = op->quiet.n > 0,
	};

	if (op->base) {
		figure.base = quantile_of(best(op->base), SAMPLE_QUANTILE);
		figure.median -= quantile_of(&op->base->all, 0.5);
		figure.quiet = figure.quiet && op->base->quiet.n;
	}
	figure.net = figure.raw - figure.base;
	op->samples += op->all.n;
	op->quiet_samples += op->quiet.n;
	add_round(op, figure);
}

static void derived_round(struct op *op)
{
	const struct round_figure *a, *b;
	struct round_figure figure = {};

	if (!op->a->n_rounds || !op->b->n_rounds)
		return;
	a = &op->a->rounds[op->a->n_rounds - 1];
	b = &op->b->rounds[op->b->n_rounds - 1];
	figure.net = figure.raw = op->derived->figure(a->net, b->net);
	figure.median = op->derived->figure(a->median, b->median);
	figure.quiet = a->quiet && b->quiet;
	op->runs = op->a->runs + op->b->runs;
	if (isfinite(figure.net))
		add_round(op, figure);
}

static bool enough_rounds(const struct group *group, const struct bench *bench, const struct op *op)
{
	unsigned int rounds = group->object->rounds;

	return rounds && op->n_rounds >= (bench->config->quick ? (rounds + 1) / 2 : rounds);
}

void estimate_round(struct group *group, struct bench *bench)
{
	struct op *op;

	stats_sort(bench->readings.values, bench->readings.n);
	for (op = group->ops; op < group->ops + group->n; op++) {
		stats_sort(op->all.values, op->all.n);
		stats_sort(op->quiet.values, op->quiet.n);
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->needed || op->state >= OP_SKIPPED)
			continue;
		if (bench->config->dump && op->all.n)
			dump(group, bench, op);
		if (op->all.n && (!op->base || op->base->all.n))
			measured_round(op);
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		if (op->of && op->of->state >= OP_SKIPPED)
			op_stop(op, op->of->state, "%s", op->of->reason);
		if (op->derived && (op->a->state >= OP_SKIPPED || op->b->state >= OP_SKIPPED)) {
			const struct op *of = op->a->state >= OP_SKIPPED ? op->a : op->b;

			op_stop(op, of->state, "%s: %s", of->name, of->reason);
		} else if (op->derived && op->needed) {
			derived_round(op);
		}
	}
	for (op = group->ops; op < group->ops + group->n; op++)
		if (op->state == OP_ACTIVE &&
		    (estimate_settled(group, op, bench) || enough_rounds(group, bench, op)))
			op->state = OP_SETTLED;
}

static double net_of(const struct round_figure *figure)
{
	return figure->net;
}

static double raw_of(const struct round_figure *figure)
{
	return figure->raw;
}

static double base_of(const struct round_figure *figure)
{
	return figure->base;
}

static double median_of(const struct round_figure *figure)
{
	return figure->median;
}

/*
 * One column of an operation's rounds, sorted: of the quiet rounds where there
 * are enough of them, else of all.  Returns how many.
 */
static size_t column(const struct op *op, double (*of)(const struct round_figure *), bool all,
		     double *values)
{
	size_t i, n = 0, quiet = 0;

	for (i = 0; i < op->n_rounds; i++)
		quiet += op->rounds[i].quiet;
	all = all || quiet < ENOUGH_QUIET;
	for (i = 0; i < op->n_rounds; i++)
		if (all || op->rounds[i].quiet)
			values[n++] = of(&op->rounds[i]);
	stats_sort(values, n);
	return n;
}

double estimate_interval(const double *values, size_t n, double q, double *lo, double *hi)
{
	double value = stats_quantile(values, n, q);
	double coverage = stats_quantile_ci(values, n, q, LEVEL, lo, hi);

	/* Too few rounds to reach the level: as far again as they reach. */
	if (coverage < LEVEL - 0.001) {
		*lo -= value - *lo;
		*hi += *hi - value;
	}
	return value;
}

/* Returns how many rounds the figure is of. */
static size_t figures(const struct op *op, double *values, struct result *result)
{
	size_t used = column(op, net_of, false, values), n = used;
	double q = round_quantile(op);

	result->value = estimate_interval(values, n, q, &result->lo, &result->hi);
	n = column(op, raw_of, false, values);
	result->raw = stats_quantile(values, n, q);
	n = column(op, base_of, false, values);
	result->baseline = stats_quantile(values, n, q);
	n = column(op, median_of, true, values);
	result->median = stats_quantile(values, n, 0.5);
	return used;
}

bool estimate_settled(const struct group *group, const struct op *op, const struct bench *bench)
{
	const struct pace *pace = &bench->pace;
	struct result result = {};
	double *values, half;
	size_t n;

	if (op->n_rounds && bench->config->insns && group->object->one_round)
		return true;
	if (op->n_rounds < pace->min_rounds)
		return false;
	if (pace->max_rounds && op->n_rounds >= pace->max_rounds)
		return true;
	if (bench->config->insns && group->object->all_rounds)
		return false;
	values = calloc(op->n_rounds, sizeof(*values));
	if (!values)
		return false;
	/* Of those that the figure is taken from: disturbed ones beside quiet ones do not count. */
	n = figures(op, values, &result);
	free(values);
	if (n < pace->min_rounds)
		return false;
	half = (result.hi - result.lo) / 2;
	return half <= pace->settled_abs || half <= pace->settled_rel * fabs(result.value);
}

/* What the verifier said of its programs in all rounds; out of memory, nothing. */
static void program_of(const struct op *op, struct program_cost *program)
{
	size_t n = op->program.n_rounds;
	double *sorted = calloc(n + 1, sizeof(*sorted));
	double *rounds = calloc(n + 1, sizeof(*rounds));

	if (!n || !sorted || !rounds) {
		free(sorted);
		free(rounds);
		return;
	}
	*program = op->program;
	memcpy(rounds, op->program.rounds, n * sizeof(*rounds));
	memcpy(sorted, rounds, n * sizeof(*sorted));
	program->rounds = rounds;
	stats_sort(sorted, n);
	program->verify_us = estimate_interval(sorted, n, 0.5, &program->lo, &program->hi);
	program->lo = fmax(program->lo, 0);
	free(sorted);
}

static void tail_of(const struct hist *hist, struct tail *tail)
{
	tail->count = hist->count;
	tail->p50 = hist_quantile(hist, 0.5);
	tail->p95 = hist_quantile(hist, 0.95);
	tail->p99 = hist_quantile(hist, 0.99);
	tail->p999 = hist_quantile(hist, 0.999);
	tail->max = hist->max;
}

static int describe(const struct op *op, const struct bench *bench, struct result *result)
{
	const char *unit = NULL;

	if (op->user)
		unit = op->user->unit;
	else if (op->derived)
		unit = op->derived->unit;
	if (!unit)
		unit = bench->config->insns ? "insns" : "ns";
	result->lower_is_better = !higher_is_better(op);
	if (asprintf(&result->name, "%s/%s", bench->config->test, op->name) < 0) {
		result->name = NULL;
		return -ENOMEM;
	}
	result->unit = strdup(unit);
	if (op->reason[0])
		result->reason = strdup(op->reason);
	return result->unit ? 0 : -ENOMEM;
}

static enum verdict verdict_without_figure(const struct op *op)
{
	if (op->state == OP_FAILED)
		return VERDICT_FAIL;
	return op->state == OP_SKIPPED || op->put_off ? VERDICT_SKIP : VERDICT_NOISY;
}

int estimate_result(const struct op *op, const struct bench *bench, struct result *result)
{
	double *values = calloc(op->n_rounds + 1, sizeof(*values));
	size_t i;
	int err;

	*result = (struct result){};
	err = values ? describe(op, bench, result) : -ENOMEM;
	if (err || op->state == OP_SKIPPED || op->state == OP_FAILED || !op->n_rounds) {
		result->verdict = verdict_without_figure(op);
		if (!err && !result->reason)
			result->reason =
				strdup("not measured: the time was up, or the run interrupted");
		free(values);
		return err;
	}
	figures(op, values, result);
	result->round_quiet = calloc(op->n_rounds, sizeof(*result->round_quiet));
	for (i = 0; i < op->n_rounds; i++) {
		values[i] = op->rounds[i].net;
		if (result->round_quiet)
			result->round_quiet[i] = op->rounds[i].quiet;
	}
	result->rounds = values;
	result->n_rounds = op->n_rounds;
	result->measured = true;
	result->quiet = op->samples ? (double)op->quiet_samples / op->samples : 1;
	result->runs = op->runs;
	result->errors = op->errors;
	tail_of(op->hist, &result->tail);
	program_of(op, &result->program);
	count_result(op, bench, &result->hw);
	if (op->tweak && op->tweak->note) {
		result->note = strdup(op->tweak->note);
		result->note_value = op->note;
	}
	return 0;
}
