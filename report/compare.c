// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats.h"
#include "report/report.h"
#include "report/significance.h"

/* What is worth reporting where the user does not say: docs/compare.md has the
 * experiment that chose it. */
struct unit_rule {
	const char *unit;
	/* Relative to the old figure, and in the unit. */
	double threshold, min_delta;
	/* Figures repeat exactly: a difference needs no test. */
	bool exact;
};

static const struct unit_rule rules[] = {
	{ "ns", 0.03, 0.5, false },
	{ "insns", 1e-5, 0.5, true },
	/* As a processor counts them, with the interrupts that came. */
	{ "hw_insns", 0.005, 1, false },
	{ "bytes", 0, 1, true },
	{ "events/s", 0.05, 0, false },
	{ "packets/s", 0.05, 0, false },
	{ "x", 0.05, 0, false },
	/* Percentages are relative already: points of them. */
	{ "%", 0, 2, false },
	/* Verification, its time and the instructions that it processes: of a whole test. */
	{ "us", 0.10, 0, false },
};

static const struct unit_rule *rule_of(const char *unit)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rules[i].unit, unit))
			return &rules[i];
	/* The reader refuses other units. */
	return &rules[0];
}

/* A neighbour beside most of an operation's samples may be all that differs, unless the
 * interval reaches no further than this share of the figure: neighbours come and go. */
#define MIN_QUIET 0.2
#define STEADY 0.02
/* Neighbours make rounds dearer, never cheaper: of a real change the best rounds show
 * at least this share. */
#define BEST_SHARE 0.5

/* What varies from round to round varies from run to run by more than its interval, which
 * is of one run: a change has to reach so many times as far as half of the wider one. */
#define BEYOND 2.5

/* What waits for grace periods is measured in one round, of many functions.  It repeated to 2.3 %
 * from boot to boot. */
#define ONCE 0.05

double difference_ratio(const struct difference *difference, double delta)
{
	double old = difference->old ? difference->old->value : 0;

	return fabs(old) > 1e-9 ? delta / fabs(old) : NAN;
}

bool change_reaches(double change, double least)
{
	return fabs(change) >= least * (1 - 1e-12);
}

double change_threshold(const struct compare_options *options, const char *unit)
{
	return isnan(options->threshold) ? rule_of(unit)->threshold : options->threshold;
}

/* Waits for the rest of the kernel, by its length, and nothing shows how much that varies. */
static bool waited_once(const struct difference *d)
{
	return !strcmp(d->unit, "insns") && fmin(d->old->n_rounds, d->new->n_rounds) < 2 &&
	       fabs(d->old->value) >= INSNS_WAITS;
}

static bool large_enough(const struct difference *d, const struct compare_options *options)
{
	const struct unit_rule *rule = rule_of(d->unit);
	double threshold = fmax(change_threshold(options, d->unit), waited_once(d) ? ONCE : 0);
	/* 1ns says nothing of how many bytes are something. */
	bool asked = !isnan(options->min_delta) &&
		     (!options->min_delta_unit || !strcmp(options->min_delta_unit, d->unit));
	double least = asked ? options->min_delta : rule->min_delta;

	/* Nothing is no change, even if asked for all. */
	return d->delta && change_reaches(d->delta, least) &&
	       change_reaches(d->delta, threshold * fabs(d->old->value));
}

/* Rounds that all came out the same, up to the digits of a result file. */
static bool repeats(const struct side_op *op)
{
	return op->n_rounds &&
	       op->rounds[op->n_rounds - 1] - op->rounds[0] <= 1e-6 * fabs(op->value) + 1e-9;
}

/* The interval of the difference from those of both: Zou and Donner's (2008). */
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

/* It may have been the minute as well as the kernel. */
static bool not_this_time(const struct side_op *op)
{
	return op->reason && !strncmp(op->reason, "not this time:", 14);
}

/* Where a figure is missing on a side there is nothing to compute. */
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
	if (old && d->new && !left_out(d->new->reason))
		return CHANGE_BROKEN;
	if (failed && new)
		return CHANGE_REPAIRED;
	if (!old && !new)
		return CHANGE_NEITHER;
	return new ? CHANGE_ONLY_NEW : CHANGE_ONLY_OLD;
}

/* By how much the best tenth of the rounds differ, in the direction of the change: the
 * single best one may be luck. */
static double best_difference(const struct difference *d)
{
	const struct side_op *old = d->old, *new = d->new;
	double q = old->result->lower_is_better ? 0.1 : 0.9;
	double best = stats_quantile(new->rounds, new->n_rounds, q) -
		      stats_quantile(old->rounds, old->n_rounds, q);

	return d->delta > 0 ? best : -best;
}

/* The rounds lie apart, by least and by more than so many times what either side varies by. */
static bool apart(const struct side_op *a, const struct side_op *b, double least, double times)
{
	double low = a->rounds[0], high = a->rounds[a->n_rounds - 1];
	double lower = b->rounds[0], higher = b->rounds[b->n_rounds - 1];
	double gap = fmax(low - higher, lower - high);

	return gap >= least && gap > times * fmax(high - low, higher - lower);
}

static bool disturbed(const struct side_op *op)
{
	/* Of one state of the core nothing is mixed in. */
	return !op->core && op->quiet < MIN_QUIET &&
	       (op->hi - op->lo) / 2 > STEADY * fabs(op->value);
}

/* Rounds that vary, but the same way on both sides: all of them moved by the same. */
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

/* Never judged, so that nothing has to be tested, either. */
static bool imprecise(const struct difference *d)
{
	return d->old->imprecise || d->new->imprecise;
}

/* Nothing is left to chance in such a difference.  What is imprecise although instructions
 * were counted waits for a timer: its rounds may lie apart by chance, but not far. */
static bool exact(const struct difference *d)
{
	const struct side_op *old = d->old, *new = d->new;

	return (repeats(old) && repeats(new)) ||
	       apart(old, new, rule_of(d->unit)->min_delta, imprecise(d) ? 1 : 0) ||
	       moved(old, new);
}

static double half_width(const struct side_op *old, const struct side_op *new)
{
	return fmax(old->hi - old->lo, new->hi - new->lo) / 2;
}

/* Says why a difference is none that one can rely on; "" when it is. */
static void doubt(struct difference *d, const struct compare_options *options)
{
	const struct side_op *old = d->old, *new = d->new;
	double quiet = fmin(old->quiet, new->quiet);

	if (old->core && new->core && old->core != new->core)
		snprintf(d->why, sizeof(d->why),
			 "the core was %s in the old run, %s in the new one",
			 result_core_name(old->core), result_core_name(new->core));
	else if (imprecise(d))
		snprintf(d->why, sizeof(d->why), "its interval is too wide to judge%s",
			 !old->imprecise   ? " in the new run"
			 : !new->imprecise ? " in the old run"
					   : "");
	else if (d->q > options->fdr && d->too_few)
		snprintf(d->why, sizeof(d->why), "%zu and %zu rounds are too few to be significant",
			 old->n_rounds, new->n_rounds);
	else if (d->q <= options->fdr && (disturbed(old) || disturbed(new)))
		snprintf(d->why, sizeof(d->why), "only %.0f %% of its samples were undisturbed",
			 100 * quiet);
	else if (d->q <= options->fdr && fabs(d->delta) < BEYOND * half_width(old, new))
		snprintf(d->why, sizeof(d->why),
			 "its interval reaches nearly as far: it may be the run");
	else if (d->q <= options->fdr && best_difference(d) < BEST_SHARE * fabs(d->delta))
		snprintf(d->why, sizeof(d->why),
			 "the best rounds are alike: rather disturbed than "
			 "changed");
}

static enum change judge(struct difference *d, const struct compare_options *options)
{
	bool worse = (d->delta > 0) == d->old->result->lower_is_better;

	if (!large_enough(d, options))
		return CHANGE_NONE;
	/* Without p there is nothing to doubt. */
	if (!isnan(d->q)) {
		doubt(d, options);
		if (d->why[0])
			return CHANGE_UNSURE;
		if (d->q > options->fdr || (d->lo <= 0 && d->hi >= 0))
			return CHANGE_NONE;
	}
	return worse ? CHANGE_WORSE : CHANGE_BETTER;
}

/* Figures beside the cost: what was not refused before, or seldom; frames of a stack. */
static bool beside(struct difference *d)
{
	const struct result *old = d->old->result, *new = d->new->result;

	if (errors_grew(d->old, d->new, d->why, sizeof(d->why)))
		return true;
	if (!d->why[0] && old->note && new->note && !strcmp(old->note, new->note) &&
	    old->note_value != new->note_value)
		snprintf(d->why, sizeof(d->why), "%.60s: %g -> %g", new->note, old->note_value,
			 new->note_value);
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
	/* The figures are of the other boots. */
	if (new->failed && !old->failed) {
		d->change = CHANGE_BROKEN;
		snprintf(d->why, sizeof(d->why), "in %zu of %zu boots: %s", new->failed,
			 new->failed + new->boots, new->reason ? new->reason : "");
		return;
	}
	if (!rule_of(d->unit)->exact || !exact(d))
		d->p = u_test(old->rounds, old->n_rounds, new->rounds, new->n_rounds);
}

/* Names of both sides, once each, in order. */
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
		/* A processor that counts, or may not, is no change of the kernel's. */
		if (!strcmp(d->unit, COUNTED_UNIT) && (!d->old || !d->new))
			continue;
		if (compare_wants(options, d->name))
			c->n++;
	}
}

/* Their q from their p, over those that can be significant among so many. */
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
		p[i] = isnan(d[i].p) || imprecise(&d[i])
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
		}
		comparison->count[d->change]++;
		comparison->too_few += d->change == CHANGE_NONE && d->too_few;
	}
	if (!err)
		err = verification_compare(comparison, options);
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

bool comparison_worse(const struct comparison *comparison)
{
	return comparison->count[CHANGE_WORSE] || comparison->count[CHANGE_BROKEN] ||
	       verification_worse(comparison);
}
