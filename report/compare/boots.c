// SPDX-License-Identifier: GPL-2.0-only
/* Merges what the boots of a kernel measured of one operation. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/stats.h"
#include "report/compare/boots.h"

/* If a boot has at least this many quiet rounds, the others are ignored, as the engine does. */
#define ENOUGH_QUIET 5

bool left_out(enum cause cause)
{
	switch (cause) {
	case CAUSE_LEFT_OUT:
	case CAUSE_TIME_UP:
	case CAUSE_INTERRUPTED:
	case CAUSE_NOT_TOLD:
	case CAUSE_MACHINE:
	case CAUSE_CLOCK:
		return true;
	default:
		return false;
	}
}

size_t usable_rounds(const struct result *result, double *rounds)
{
	size_t i, n = 0, quiet = 0;

	for (i = 0; result->round_quiet && i < result->n_rounds; i++)
		quiet += result->round_quiet[i];
	for (i = 0; i < result->n_rounds; i++)
		if (quiet < ENOUGH_QUIET || result->round_quiet[i])
			rounds[n++] = result->rounds[i];
	return n;
}

/*
 * Adds a boot.  Returns -EINVAL if it has another unit or direction, because merged figures of two
 * units would give a wrong verdict.
 */
static int add_boot(struct side_op *op, const struct result *result, double *value)
{
	double *grown, by;
	size_t i;

	if (result->verdict == VERDICT_FAIL && op->verdict != VERDICT_FAIL) {
		op->verdict = VERDICT_FAIL;
		op->reason = result->reason;
		op->cause = result->cause;
	}
	op->failed += result->verdict == VERDICT_FAIL && !result->measured;
	if (!result->measured)
		return 0;
	op->undecided += result->verdict == VERDICT_UNDECIDED;
	op->wide += result->imprecise;
	op->unsettled |= result->unsettled;
	if (!op->boots)
		op->result = result;
	else if (strcmp(op->result->unit, result->unit) ||
		 op->result->lower_is_better != result->lower_is_better)
		return -EINVAL;
	grown = realloc(op->rounds, (op->n_rounds + result->n_rounds + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	op->rounds = grown;
	/* Use one length of the core cycle if all boots are counted in cycles. */
	if (!op->boots)
		op->cycle_ns = result->cycle_ns;
	by = op->cycle_ns > 0 && result->cycle_ns > 0 ? op->cycle_ns / result->cycle_ns : 1;
	if (!(result->cycle_ns > 0))
		op->cycle_ns = 0;
	for (i = op->n_rounds, op->n_rounds += usable_rounds(result, grown + op->n_rounds);
	     i < op->n_rounds; i++)
		grown[i] *= by;
	op->lo = op->boots ? fmin(op->lo, by * result->lo) : result->lo;
	op->hi = op->boots ? fmax(op->hi, by * result->hi) : result->hi;
	op->quiet = op->boots ? fmin(op->quiet, result->quiet) : result->quiet;
	op->runs += result->runs;
	op->errors += result->errors;
	op->timed += result->tail.count;
	value[op->boots++] = by * result->value;
	return 0;
}

/* Merges what the verifier said of an operation in all boots.  values has room for one per boot. */
static int merge_programs(struct program_cost *all, const struct boot_result *results, size_t n,
			  double *values)
{
	size_t boots = 0;

	for (size_t i = 0; i < n; i++) {
		const struct program_cost *boot = &results[i].result->program;
		struct program_cost sum = boots ? *all : *boot;

		if (!boot->n_rounds)
			continue;
		sum.n_rounds = all->n_rounds + boot->n_rounds;
		sum.rounds = realloc(all->rounds, sum.n_rounds * sizeof(*sum.rounds));
		if (!sum.rounds)
			return -ENOMEM;
		memcpy(sum.rounds + all->n_rounds, boot->rounds,
		       boot->n_rounds * sizeof(*sum.rounds));
		sum.lo = fmin(sum.lo, boot->lo);
		sum.hi = fmax(sum.hi, boot->hi);
		values[boots++] = boot->verify_us;
		*all = sum;
	}
	if (!boots)
		return 0;
	stats_sort(values, boots);
	all->verify_us = stats_quantile(values, boots, 0.5);
	stats_sort(all->rounds, all->n_rounds);
	return 0;
}

/*
 * A single undecided or skipped boot does not decide the verdict.  The reason comes from a boot
 * that has the merged verdict.
 */
static void judge_together(struct side_op *op, const struct boot_result *results, size_t n)
{
	op->verdict = 2 * op->undecided > op->boots ? VERDICT_UNDECIDED : VERDICT_PASS;
	op->reason = NULL;
	op->cause = CAUSE_NONE;
	for (size_t i = 0; op->verdict == VERDICT_UNDECIDED && !op->reason && i < n; i++)
		if (results[i].result->measured &&
		    results[i].result->verdict == VERDICT_UNDECIDED) {
			op->reason = results[i].result->reason;
			op->cause = results[i].result->cause;
		}
}

/* Chooses an exclusive core if a boot had one; only boots in the chosen state are merged. */
static enum result_core core_of(const struct boot_result *results, size_t n)
{
	enum result_core core = RESULT_CORE_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct result *result = results[i].result;

		if (result->measured && (!core || result->core == RESULT_CORE_EXCLUSIVE))
			core = result->core;
	}
	return core;
}

int boots_merge(struct side_op *op, const struct boot_result *results, size_t n, double *values)
{
	int err = 0;

	*op = (struct side_op){
		.result = results->result,
		.verdict = results->result->verdict,
		.reason = results->result->reason,
		.cause = results->result->cause,
	};
	op->core = core_of(results, n);
	for (size_t i = 0; !err && i < n; i++)
		if (!results[i].result->measured || results[i].result->core == op->core)
			err = add_boot(op, results[i].result, values);
	/* If no boot has a figure, a boot that tried tells more than one that left it out. */
	for (size_t i = 0; !op->boots && left_out(op->cause) && i < n; i++)
		if (!left_out(results[i].result->cause)) {
			op->result = results[i].result;
			op->verdict = results[i].result->verdict;
			op->reason = results[i].result->reason;
			op->cause = results[i].result->cause;
		}
	if (err || !op->boots)
		return err;
	op->imprecise = 2 * op->wide > op->boots;
	if (op->verdict != VERDICT_FAIL)
		judge_together(op, results, n);
	stats_sort(values, op->boots);
	op->value = stats_quantile(values, op->boots, 0.5);
	stats_sort(op->rounds, op->n_rounds);
	return merge_programs(&op->program, results, n, values);
}
