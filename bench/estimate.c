// SPDX-License-Identifier: GPL-2.0-only
/* From an operation's rounds to its figure and interval. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engine.h"
#include "bench/stats.h"

/* The quantile of the rounds' figures: docs/method.md has the experiment that chose it. */
#define ROUND_QUANTILE 0.40
/* Where instructions are counted nobody disturbs a round, and pinned limits are of this one. */
#define COUNTED_QUANTILE 0.25
#define LEVEL 0.95
/* Rounds of a state from which the figure is of it. */
#define ENOUGH_ROUNDS 5
/* So much closer together are the rounds in time of what does not go with the core's clock. */
#define TIME_CLOSER 0.8
/* And so far apart, of the value, they are in cycles: less is how exact readings are. */
#define CYCLES_APART 0.008
/* Share of the samples from which a figure is of the exclusive core: in a run with 6 % a hash
 * lookup of five such rounds read 11.8 ns, like a shared one, instead of 7.1. */
#define EXCLUSIVE_LEAST 0.1
/* What differs from run to run and from no round to the next of one run, of the value: with it
 * the next run's figure lay in the interval of 94 % of 589 operations, without it of 78 %
 * (docs/method.md). */
#define RUN_TO_RUN 0.01

/* What a figure is of: the state of the core, and whether it is counted in core cycles. */
struct basis {
	unsigned int state;
	enum sample_unit unit;
	/* Rounds that have it. */
	size_t n;
	/* Clock units per unit of the rounds' figures. */
	double scale;
};

/* Of the rounds: see bench_user_op.once. */
static double round_quantile(const struct op *op, const struct bench *bench)
{
	if (op->user && op->user->once)
		return 0.5;
	return toward_best(op, bench->config->insns ? COUNTED_QUANTILE : ROUND_QUANTILE);
}

const char *op_unit(const struct op *op)
{
	if (op->user)
		return op->user->unit;
	return op->derived ? op->derived->unit : NULL;
}

double estimate_cycle(const struct bench *bench)
{
	double *values = calloc(bench->cycles.n + 1, sizeof(*values));
	double cycle = 0;
	size_t i;

	if (!values)
		return 0;
	for (i = 0; i < bench->cycles.n; i++)
		values[i] = bench->cycles.at[i].cycle_ns;
	stats_sort(values, bench->cycles.n);
	if (bench->cycles.n)
		cycle = stats_quantile(values, bench->cycles.n, 0.5);
	free(values);
	return cycle;
}

static size_t rounds_of(const struct op *op, unsigned int state)
{
	size_t i, n = 0;

	for (i = 0; i < op->n_rounds; i++)
		n += op->rounds[i].has[state];
	return n;
}

/* A figure of no one state: counted instructions, what a run says itself (a rate, a share, a
 * time of another thread), and what is computed from such. */
static bool stateless(const struct op *op, const struct bench *bench)
{
	if (bench->config->insns || op->of || (op->user && (op->user->once || op->user->unit)))
		return true;
	return op->derived && (stateless(op->a, bench) || stateless(op->b, bench));
}

/* The state that the figure is of: never a mixture of the two, unless there is neither. */
static unsigned int state_of(const struct op *op, const struct bench *bench)
{
	size_t exclusive = rounds_of(op, CORE_EXCLUSIVE), shared = rounds_of(op, CORE_SHARED);
	size_t enough = fmin(ENOUGH_ROUNDS, bench->pace.min_rounds);

	if (stateless(op, bench))
		return SAMPLES_ANY;
	/* What looks exclusive for a moment only may be a neighbour that paused. */
	if (op->exclusive >= EXCLUSIVE_LEAST * op->samples &&
	    (exclusive >= enough || (exclusive && exclusive >= shared)))
		return CORE_EXCLUSIVE;
	return shared >= enough || shared >= op->n_rounds - shared ? CORE_SHARED : SAMPLES_ANY;
}

/* One column of the rounds that have the state, in their order; returns how many. */
static size_t column(const struct op *op, const struct basis *basis,
		     double (*of)(const struct round_figures *, const struct basis *),
		     double *values)
{
	size_t i, n = 0;

	for (i = 0; i < op->n_rounds; i++)
		if (op->rounds[i].has[basis->state])
			values[n++] = basis->scale * of(&op->rounds[i], basis);
	return n;
}

static double net_of(const struct round_figures *round, const struct basis *basis)
{
	return round->of[basis->state][basis->unit].net;
}

static double raw_of(const struct round_figures *round, const struct basis *basis)
{
	return round->of[basis->state][basis->unit].raw;
}

static double base_of(const struct round_figures *round, const struct basis *basis)
{
	return round->of[basis->state][basis->unit].base;
}

/* How far rounds lie from their median, relative to it: the median distance. */
static double spread(const struct op *op, unsigned int state, enum sample_unit unit, double *values)
{
	struct basis basis = { .state = state, .unit = unit, .scale = 1 };
	size_t i, n = column(op, &basis, raw_of, values);
	double median;

	stats_sort(values, n);
	median = stats_quantile(values, n, 0.5);
	for (i = 0; i < n; i++)
		values[i] = fabs(values[i] - median);
	stats_sort(values, n);
	return stats_quantile(values, n, 0.5) / median;
}

/*
 * Whether its cost goes with the core's clock: found from its own rounds, by no list.  Counted
 * in cycles they lie closer together if it does, in time if it waits for memory, a timer or
 * the hypervisor; where the frequency stays the same, or is not all that varies, it matters
 * little.
 */
static bool core_clocked(const struct op *op, unsigned int state, double *values)
{
	double time = spread(op, state, IN_TIME, values);
	double cycles = spread(op, state, IN_CYCLES, values);

	return !(time < TIME_CLOSER * cycles && cycles > CYCLES_APART);
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

/* Two sources of error, independent of each other: their squares add up. */
static void widen(struct result *result)
{
	double run = RUN_TO_RUN * result->value;

	result->lo = result->value - hypot(result->value - result->lo, run);
	result->hi = result->value + hypot(result->hi - result->value, run);
}

/* One column's quantile. */
static double quantile_of(const struct op *op, const struct basis *basis, double q,
			  double (*of)(const struct round_figures *, const struct basis *),
			  double *values)
{
	size_t n = column(op, basis, of, values);

	stats_sort(values, n);
	return stats_quantile(values, n, q);
}

static struct basis basis_of(const struct op *op, const struct bench *bench, double *values)
{
	struct basis basis = { .state = state_of(op, bench), .unit = IN_TIME, .scale = 1 };
	double cycle = estimate_cycle(bench);

	basis.n = rounds_of(op, basis.state);
	if (cycle > 0 && !op_unit(op) && basis.state != SAMPLES_ANY &&
	    core_clocked(op, basis.state, values)) {
		basis.unit = IN_CYCLES;
		basis.scale = cycle;
	}
	return basis;
}

/* value, its interval and what belongs to them; the basis that they are of. */
static struct basis figures(const struct op *op, const struct bench *bench, double *values,
			    struct result *result)
{
	struct basis basis = basis_of(op, bench, values);
	size_t i, n = column(op, &basis, net_of, values);
	double q = round_quantile(op, bench);

	stats_sort(values, n);
	result->value = estimate_interval(values, n, q, &result->lo, &result->hi);
	result->raw = quantile_of(op, &basis, q, raw_of, values);
	result->baseline = quantile_of(op, &basis, q, base_of, values);
	for (i = 0; i < op->n_rounds; i++)
		values[i] = op->rounds[i].median;
	stats_sort(values, op->n_rounds);
	result->median = stats_quantile(values, op->n_rounds, 0.5);
	return basis;
}

bool estimate_settled(const struct group *group, const struct op *op, const struct bench *bench)
{
	const struct pace *pace = &bench->pace;
	struct result result = {};
	struct basis basis;
	double *values, half;

	if (op->n_rounds && bench->config->insns && group->object->one_round)
		return true;
	if (op->n_rounds < pace->min_rounds)
		return false;
	if (pace->max_rounds && op->n_rounds >= pace->max_rounds)
		return true;
	if (bench->config->insns && group->object->all_rounds)
		return false;
	values = calloc(op->n_rounds + 1, sizeof(*values));
	if (!values)
		return false;
	basis = figures(op, bench, values, &result);
	free(values);
	/* Of those that the figure is taken from: rounds of another state do not count. */
	if (basis.n < pace->min_rounds)
		return false;
	half = (result.hi - result.lo) / 2;
	return half <= pace->settled_abs || half <= pace->settled_rel * fabs(result.value);
}

static bool enough_rounds(const struct group *group, const struct bench *bench, const struct op *op)
{
	unsigned int rounds = group->object->rounds;

	return rounds && op->n_rounds >= (bench->config->quick ? (rounds + 1) / 2 : rounds);
}

void estimate_round(struct group *group, struct bench *bench)
{
	struct op *op;

	figures_of_round(group, bench);
	for (op = group->ops; op < group->ops + group->n; op++)
		if (op->state == OP_ACTIVE &&
		    (estimate_settled(group, op, bench) || enough_rounds(group, bench, op)))
			op->state = OP_SETTLED;
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
	const char *unit = op_unit(op);

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
	return op->state == OP_SKIPPED || op->put_off ? VERDICT_SKIP : VERDICT_UNDECIDED;
}

int estimate_result(const struct op *op, const struct bench *bench, struct result *result)
{
	double *values = calloc(op->n_rounds + 1, sizeof(*values));
	struct basis basis;
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
	basis = figures(op, bench, values, result);
	if (basis.state != SAMPLES_ANY)
		widen(result);
	result->n_rounds = column(op, &basis, net_of, values);
	if (basis.unit == IN_CYCLES)
		result->cycle_ns = basis.scale;
	result->core = basis.state == SAMPLES_ANY   ? RESULT_CORE_NONE
		       : basis.state == CORE_SHARED ? RESULT_CORE_SHARED
						    : RESULT_CORE_EXCLUSIVE;
	result->rounds = values;
	result->measured = true;
	result->quiet = bench->config->insns || !op->samples ? 1
							     : (double)op->exclusive / op->samples;
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
