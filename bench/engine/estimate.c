// SPDX-License-Identifier: GPL-2.0-only
/* Computes an operation's figure and interval from its rounds. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/estimate.h"
#include "bench/engine/figures.h"
#include "bench/result/stats.h"

/* The quantile of the rounds' figures; docs/method.md has the experiment by which it was chosen. */
#define ROUND_QUANTILE 0.40
/* Counted instructions are not disturbed, and the pinned limits are made with this quantile. */
#define COUNTED_QUANTILE 0.25
/* A figure belongs to a state if this many rounds have it. */
#define ENOUGH_ROUNDS 5
/* If rounds in time are closer together than in cycles by this factor, the operation does not
 * depend on the core's clock. */
#define TIME_CLOSER 0.8
/* A spread in cycles below this share of the value is within the accuracy of the readings. */
#define CYCLES_APART 0.008
/* Share of the samples above which a figure is of the exclusive core. In a run with 6 % a hash
 * lookup with five such rounds read 11.8 ns, as on a shared core, instead of 7.1. */
#define EXCLUSIVE_LEAST 0.1
/*
 * Variation between runs that does not show between the rounds of one run, relative to the value.
 * With it the next run's figure was in the interval for 94 % of 589 operations, without it for 78 %
 * (docs/method.md).
 */
#define RUN_TO_RUN 0.01

/* What a figure is made from: which state of the core, and in time or in core cycles. */
struct basis {
	unsigned int state;
	enum sample_unit unit;
	/* Number of rounds with this state. */
	size_t n;
	/* Clock units per unit of the rounds' figures. */
	double scale;
};

/* For the median see bench_user_op.once. */
double estimate_quantile(const struct op *op, const struct bench *bench)
{
	if (op->user && op->user->once)
		return 0.5;
	return toward_best(op, bench->config->insns ? COUNTED_QUANTILE : ROUND_QUANTILE);
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

/* Returns true if the figure has no single state: counted instructions, a figure that run() returns
 * (a rate, a share, a time of another thread), or a figure computed from such ones. */
static bool stateless(const struct op *op, const struct bench *bench)
{
	if (bench->config->insns || op->of || (op->user && (op->user->once || op->user->unit)))
		return true;
	return op->derived && (stateless(op->a, bench) || stateless(op->b, bench));
}

/*
 * Returns the state that the figure belongs to. It mixes states only if neither has enough rounds.
 */
static unsigned int state_of(const struct op *op, const struct bench *bench)
{
	size_t exclusive = rounds_of(op, CORE_EXCLUSIVE), shared = rounds_of(op, CORE_SHARED);
	size_t enough = fmin(ENOUGH_ROUNDS, bench->pace.min_rounds);

	if (stateless(op, bench))
		return SAMPLES_ANY;
	/* A core that looks exclusive only for moments may have a neighbour that paused. */
	if (op->exclusive >= EXCLUSIVE_LEAST * op->samples &&
	    (exclusive >= enough || (exclusive && exclusive >= shared)))
		return CORE_EXCLUSIVE;
	return shared >= enough || shared >= op->n_rounds - shared ? CORE_SHARED : SAMPLES_ANY;
}

/*
 * Copies one column of the rounds that have the state, in their order. Returns how many there are.
 */
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

/* Returns the spread of the rounds: the median distance from their median, relative to it. */
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
 * Returns true if the cost depends on the core's clock. This is found from the operation's own
 * rounds. If it does, rounds lie closer together in cycles. If it waits for memory, a timer or the
 * hypervisor, they lie closer together in time. If the frequency is constant, or other variation is
 * larger, the choice matters little.
 */
static bool core_clocked(const struct op *op, unsigned int state, double *values)
{
	double time = spread(op, state, IN_TIME, values);
	double cycles = spread(op, state, IN_CYCLES, values);

	return !(time < TIME_CLOSER * cycles && cycles > CYCLES_APART);
}

/* The two sources of error are independent of each other, so their squares add up. */
static void widen(struct result *result)
{
	double run = RUN_TO_RUN * result->value;

	result->lo = result->value - hypot(result->value - result->lo, run);
	result->hi = result->value + hypot(result->hi - result->value, run);
}

/* Returns a quantile of one column. */
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

/* Computes the value, its interval and the rest of the result. Returns their basis. */
static struct basis figures(const struct op *op, const struct bench *bench, double *values,
			    struct result *result)
{
	struct basis basis = basis_of(op, bench, values);
	size_t i, n = column(op, &basis, net_of, values);
	double q = estimate_quantile(op, bench);

	stats_sort(values, n);
	result->value = stats_interval(values, n, q, &result->lo, &result->hi);
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
	/* Count only the rounds that the figure is made from, not those of another state. */
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

/* Summarizes what the verifier said about the operation's programs in all rounds. If out of memory,
 * the result has none. */
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
	program->verify_us = stats_interval(sorted, n, 0.5, &program->lo, &program->hi);
	program->lo = fmax(program->lo, 0);
	free(sorted);
}

/* No bucket lies across a power of two. */
static void count_powers(const struct hist *hist, struct tail *tail)
{
	for (unsigned int i = 0; i < BENCH_HIST_BUCKETS; i++) {
		uint64_t low = hist_bucket_low(i);
		unsigned int power = low < 2 ? 0 : 63 - __builtin_clzll(low);

		if (!hist->buckets[i])
			continue;
		tail->powers[power] += hist->buckets[i];
		tail->n_powers = power + 1;
	}
}

static void tail_of(const struct hist *hist, struct tail *tail)
{
	count_powers(hist, tail);
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
	result->cause = op->cause;
	if (op->about)
		result->description = strdup(op->about);
	return result->unit ? 0 : -ENOMEM;
}

static enum verdict verdict_without_figure(const struct op *op)
{
	if (op->state == OP_FAILED)
		return VERDICT_FAIL;
	return op->state == OP_SKIPPED || op->put_off ? VERDICT_SKIP : VERDICT_UNDECIDED;
}

/* Returns the share of the samples on an exclusive core; for a derived operation the lower share of
 * its two. It is 1 if the core was never read, because the operation takes longer than a state of
 * the core lasts. */
static double quiet_share(const struct op *op)
{
	if (op->derived)
		return fmin(quiet_share(op->a), quiet_share(op->b));
	return op->samples ? (double)op->exclusive / op->samples : 1;
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
		if (!err && !result->reason) {
			result->cause = CAUSE_TIME_UP;
			result->reason = strdup("not measured: the time was up");
		}
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
	result->unsettled = bench->config->insns && op->state != OP_SETTLED &&
			    result->n_rounds < bench->pace.min_rounds;
	result->quiet = bench->config->insns ? 1 : quiet_share(op);
	result->runs = op->runs;
	result->errors = op->errors;
	tail_of(op->hist, &result->tail);
	program_of(op, &result->program);
	count_result(op, bench, &result->hw);
	result->bpf_stats_ns = kernel_time_figure(&op->kernel_time);
	result->bpf_stats = isfinite(result->bpf_stats_ns);
	if (op->returned[0])
		result->returned = strdup(op->returned);
	if (op->tweak && op->tweak->note) {
		result->note = strdup(op->tweak->note);
		result->note_value = op->note;
	}
	return 0;
}
