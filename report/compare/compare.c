// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/stats.h"
#include "bench/result/unit.h"
#include "report/compare/compare.h"
#include "report/compare/counted.h"
#include "report/compare/doubt.h"
#include "report/compare/errors.h"
#include "report/compare/significance.h"
#include "report/compare/waive.h"

/*
 * An operation that waits for grace periods has one round in instruction mode.  It varied by 2.3 %
 * from boot to boot, so a change counts from 5 % on.
 */
#define ONCE 0.05

/*
 * True if the figure is long enough to contain a grace period, and one round cannot show how much
 * that varies.
 */
static bool waited_once(const struct difference *d)
{
	return !strcmp(d->unit, "insns") && fmin(d->old->n_rounds, d->new->n_rounds) < 2 &&
	       fabs(d->old->value) >= INSNS_WAITS;
}

static bool large_enough(const struct difference *d, const struct compare_options *options)
{
	double threshold = fmax(change_threshold(options, d->unit), waited_once(d) ? ONCE : 0);
	/* A minimum in ns must not apply to figures in bytes. */
	bool asked = !isnan(options->min_delta) &&
		     (!options->min_delta_unit || !strcmp(options->min_delta_unit, d->unit));
	double least = asked ? options->min_delta : unit_find(d->unit)->min_delta;

	/* A difference of 0 is no change, even with a threshold of 0. */
	return d->delta && change_reaches(d->delta, least) &&
	       change_reaches(d->delta, threshold * fabs(d->old->value));
}

/* True if all rounds have the same figure, up to the digits of a result file. */
static bool repeats(const struct side_op *op)
{
	return op->n_rounds &&
	       op->rounds[op->n_rounds - 1] - op->rounds[0] <= 1e-6 * fabs(op->value) + 1e-9;
}

/* Computes the interval of the difference from both intervals (Zou and Donner 2008). */
static void interval(struct difference *d)
{
	const struct side_op *old = d->old, *new = d->new;

	d->delta = new->value - old->value;
	d->lo = d->delta - hypot(new->value - new->lo, old->hi - old->value);
	d->hi = d->delta + hypot(new->hi - new->value, old->value - old->lo);
}

static const struct side_op *measured(const struct side_op *op)
{
	return op && op->boots ? op : NULL;
}

/* True if the machine at that moment may be the reason, and not the kernel. */
static bool not_this_time(const struct side_op *op)
{
	switch (op->cause) {
	case CAUSE_NOT_THIS_TIME:
	case CAUSE_NOT_PERMITTED:
	case CAUSE_LOCKDOWN:
	case CAUSE_RESOURCES:
		return true;
	default:
		return false;
	}
}

/* Decides the change if at least one side has no figure. */
static enum change without_figures(struct difference *d)
{
	const struct side_op *old = measured(d->old), *new = measured(d->new);
	bool fails = d->new && d->new->verdict == VERDICT_FAIL && !new;
	bool failed = d->old && d->old->verdict == VERDICT_FAIL && !old;
	const struct side_op *why = fails || (d->new && !new) ? d->new
				    : d->old && !old	      ? d->old
							      : NULL;

	if (why && why->reason)
		snprintf(d->why, sizeof(d->why), "%s", why->reason);
	if (fails && !failed)
		return CHANGE_BROKEN;
	if (old && d->new &&not_this_time(d->new))
		return CHANGE_UNSURE;
	if (old && d->new && !left_out(d->new->cause))
		return CHANGE_BROKEN;
	if (failed && new)
		return CHANGE_REPAIRED;
	if (!old && !new)
		return CHANGE_NEITHER;
	return new ? CHANGE_ONLY_NEW : CHANGE_ONLY_OLD;
}

/*
 * True if the gap between the rounds of both sides is at least least, and more than times the
 * larger spread of either side.
 */
static bool apart(const struct side_op *a, const struct side_op *b, double least, double times)
{
	double low = a->rounds[0], high = a->rounds[a->n_rounds - 1];
	double lower = b->rounds[0], higher = b->rounds[b->n_rounds - 1];
	double gap = fmax(low - higher, lower - high);

	return gap >= least && gap > times * fmax(high - low, higher - lower);
}

/* True if the rounds vary in the same way on both sides and all moved by the same amount. */
static bool moved(const struct side_op *a, const struct side_op *b)
{
	double by = b->rounds[0] - a->rounds[0];

	if (a->n_rounds != b->n_rounds)
		return false;
	for (size_t i = 1; i < a->n_rounds; i++)
		if (fabs(b->rounds[i] - a->rounds[i] - by) > 1e-6 * fabs(a->rounds[i]) + 1e-9)
			return false;
	return true;
}

/*
 * True if chance cannot explain the difference.  An operation that is imprecise in instruction mode
 * waits for a timer: its rounds may lie apart by chance, but not by more than they spread.
 */
static bool exact(const struct difference *d)
{
	const struct side_op *old = d->old, *new = d->new;

	return (repeats(old) && repeats(new)) ||
	       apart(old, new, unit_find(d->unit)->min_delta, difference_imprecise(d) ? 1 : 0) ||
	       moved(old, new);
}

static enum change judge(struct difference *d, const struct compare_options *options)
{
	bool worse = (d->delta > 0) == d->old->result->lower_is_better;

	if (!large_enough(d, options))
		return CHANGE_NONE;
	if (d->old->unsettled || d->new->unsettled) {
		snprintf(d->why, sizeof(d->why), "too few rounds in the %s run: the time was up",
			 d->new->unsettled ? "new" : "old");
		return CHANGE_UNSURE;
	}
	/* Without a test the difference is exact, and there is nothing to doubt. */
	if (!isnan(d->q)) {
		difference_doubt(d, options);
		if (d->why[0])
			return CHANGE_UNSURE;
		if (d->q > options->fdr || (d->lo <= 0 && d->hi >= 0))
			return CHANGE_NONE;
	}
	return worse ? CHANGE_WORSE : CHANGE_BETTER;
}

/*
 * Compares what is beside the cost: errors, the value of the note (such as frames of a stack), and
 * what a program returned: one that leaves early is cheap.  Returns true if errors grew.
 */
static bool beside(struct difference *d)
{
	const struct result *old = d->old->result, *new = d->new->result;

	if (errors_grew(d->old, d->new, d->why, sizeof(d->why)))
		return true;
	if (!d->why[0] && old->note && new->note && !strcmp(old->note, new->note) &&
	    old->note_value != new->note_value)
		snprintf(d->why, sizeof(d->why), "%.60s: %g -> %g", new->note, old->note_value,
			 new->note_value);
	if (!d->why[0] && old->returned && new->returned && strcmp(old->returned, new->returned))
		snprintf(d->why, sizeof(d->why), "returns %.60s -> %.60s", old->returned,
			 new->returned);
	return false;
}

static void fill(struct difference *d)
{
	const struct side_op *old = measured(d->old), *new = measured(d->new);
	d->p = d->q = NAN;
	d->change = CHANGES;
	if (!old || !new) {
		d->change = without_figures(d);
		return;
	}
	interval(d);
	/* It failed in some boots of the new side; the figures come from the other boots. */
	if (new->failed && !old->failed) {
		d->change = CHANGE_BROKEN;
		snprintf(d->why, sizeof(d->why), "in %zu of %zu boots: %s", new->failed,
			 new->failed + new->boots, new->reason ? new->reason : "");
		return;
	}
	if (!unit_find(d->unit)->exact || !exact(d))
		d->p = u_test(old->rounds, old->n_rounds, new->rounds, new->n_rounds);
}

/* Merges the sorted operations of both sides, each name once. */
static void pair_up(struct comparison *c, const struct compare_options *options)
{
	size_t i = 0, j = 0;

	while (i < c->old->n_ops || j < c->new->n_ops) {
		const struct side_op *old = i < c->old->n_ops ? &c->old->ops[i] : NULL;
		const struct side_op *new = j < c->new->n_ops ? &c->new->ops[j] : NULL;
		int order = !old ? 1 : !new ? -1 : strcmp(old->result->name, new->result->name);
		struct difference *d = &c->diffs[c->n];

		*d = (struct difference){ .old = order <= 0 ? old : NULL,
					  .new = order >= 0 ? new : NULL };
		d->name = d->old ? old->result->name : new->result->name;
		d->unit = d->old && (d->old->boots || !d->new) ? old->result->unit
							       : (d->new ? new : old)->result->unit;
		i += order <= 0;
		j += order >= 0;
		/*
		 * If only one machine could count instructions, that is not a change of the kernel.
		 */
		if (!strcmp(d->unit, COUNTED_UNIT) && (!d->old || !d->new))
			continue;
		if (compare_wants(options, d->name))
			c->n++;
	}
}

/* Computes q from p over the operations that can be significant among so many tests. */
static int adjust(struct comparison *c, const struct compare_options *options)
{
	double *p = calloc(c->n + 1, sizeof(*p));
	struct difference *d = c->diffs;
	double least;
	size_t i;
	int err;

	if (!p)
		return -ENOMEM;
	for (i = 0; i < c->n; i++)
		p[i] = isnan(d[i].p) || difference_imprecise(&d[i])
			       ? NAN
			       : u_test_least(d[i].old->n_rounds, d[i].new->n_rounds);
	least = options->fdr / family_size(p, c->n, options->fdr);
	for (i = 0; i < c->n; i++) {
		d[i].too_few = p[i] > least;
		p[i] = p[i] <= least ? d[i].p : NAN;
	}
	err = adjust_fdr(p, c->n);
	for (i = 0; i < c->n; i++)
		d[i].q = isnan(p[i]) && !isnan(d[i].p) ? 1 : p[i];
	free(p);
	return err;
}

/* Accepts a cost that grew by no more than somebody agreed to.  What goes wrong is not accepted. */
static void waive(struct difference *d, const struct waivers *waivers)
{
	const struct waiver *waiver = waiver_find(waivers, d->name);
	double worse = waiver ? fabs(difference_ratio(d, d->delta)) : NAN;

	if (!waiver || d->change != CHANGE_WORSE)
		return;
	if (d->cost != CHANGE_WORSE || isnan(worse) || worse > waiver->ceiling) {
		snprintf(d->why, sizeof(d->why), "beyond its waiver of %.3g %% (%s:%u)",
			 100 * waiver->ceiling, waivers->path, waiver->line);
		return;
	}
	d->change = CHANGE_WAIVED;
	snprintf(d->why, sizeof(d->why), "waived up to %.3g %% until %s: %s", 100 * waiver->ceiling,
		 waiver->until, waiver->reason);
}

int compare_sides(const struct side *old, const struct side *new,
		  const struct compare_options *options, struct comparison *comparison)
{
	struct difference *d;
	int err;

	*comparison = (struct comparison){ .old = old, .new = new };
	comparison->diffs = calloc(old->n_ops + new->n_ops + 1, sizeof(*comparison->diffs));
	if (!comparison->diffs)
		return -ENOMEM;
	pair_up(comparison, options);
	for (d = comparison->diffs; d < comparison->diffs + comparison->n; d++)
		fill(d);
	err = adjust(comparison, options);
	for (d = comparison->diffs; !err && d < comparison->diffs + comparison->n; d++) {
		if (d->change == CHANGES) {
			d->change = d->cost = judge(d, options);
			if (beside(d))
				d->change = CHANGE_WORSE;
			if (options->waivers)
				waive(d, options->waivers);
		}
		comparison->count[d->change]++;
		comparison->too_few += d->change == CHANGE_NONE && d->too_few;
	}
	if (!err)
		err = verification_compare(comparison, options);
	if (!err)
		answer_find(comparison, options);
	if (err)
		comparison_clear(comparison);
	return err;
}

const struct difference *comparison_find(const struct comparison *comparison, const char *name)
{
	size_t low = 0, high = comparison->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(comparison->diffs[middle].name, name);

		if (!order)
			return &comparison->diffs[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void comparison_clear(struct comparison *comparison)
{
	free(comparison->verifications);
	free(comparison->diffs);
	*comparison = (struct comparison){};
}
