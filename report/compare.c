// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
	{ "insns", 0, 0.5, true },
	{ "bytes", 0, 1, true },
	{ "events/s", 0.05, 0, false },
	{ "x", 0.05, 0, false },
	/* Percentages are relative already: points of them. */
	{ "%", 0, 1, false },
};

static const struct unit_rule *rule_of(const char *unit)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rules[i].unit, unit))
			return &rules[i];
	/* The reader refuses other units. */
	return &rules[0];
}

/* A neighbour beside most of an operation's samples may be all that differs. */
#define MIN_QUIET 0.3

double difference_ratio(const struct difference *difference, double delta)
{
	double old = difference->old ? difference->old->value : 0;

	return fabs(old) > 1e-9 ? delta / fabs(old) : NAN;
}

static bool large_enough(const struct difference *d, const struct compare_options *options)
{
	const struct unit_rule *rule = rule_of(d->unit);
	double threshold = isnan(options->threshold) ? rule->threshold : options->threshold;
	double least = isnan(options->min_delta) ? rule->min_delta : options->min_delta;

	return fabs(d->delta) >= least && fabs(d->delta) >= threshold * fabs(d->old->value);
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

/* Where a figure is missing on a side there is nothing to compute. */
static enum change without_figures(struct difference *d)
{
	const struct side_op *old = measured(d->old), *new = measured(d->new);
	bool failed = d->new && d->new->verdict == VERDICT_FAIL;
	bool failed_before = d->old && d->old->verdict == VERDICT_FAIL;
	const struct side_op *why = !old && d->old ? d->old : d->new;

	if (why && why->reason)
		snprintf(d->why, sizeof(d->why), "%s", why->reason);
	if (!d->old || !d->new)
		return d->new ? (failed ? CHANGE_BROKEN : CHANGE_ONLY_NEW) : CHANGE_ONLY_OLD;
	if (failed && !new && !failed_before)
		return CHANGE_BROKEN;
	if (failed_before && !old && new)
		return CHANGE_REPAIRED;
	if (!old && !new)
		return CHANGE_NEITHER;
	return new ? CHANGE_ONLY_NEW : CHANGE_ONLY_OLD;
}

static enum change judge(struct difference *d, const struct compare_options *options)
{
	const struct side_op *old = d->old, *new = d->new;
	bool worse = (d->delta > 0) == old->result->lower_is_better;

	if (!large_enough(d, options))
		return CHANGE_NONE;
	if (!isnan(d->q) && d->q > options->fdr)
		return CHANGE_NONE;
	if (d->lo <= 0 && d->hi >= 0)
		return CHANGE_NONE;
	if (fmin(old->quiet, new->quiet) < MIN_QUIET)
		return CHANGE_UNSURE;
	return worse ? CHANGE_WORSE : CHANGE_BETTER;
}

static void fill(struct difference *d)
{
	const struct side_op *old = measured(d->old), *new = measured(d->new);

	d->p = d->q = NAN;
	d->change = CHANGES;
	if (!old || !new || strcmp(old->result->unit, new->result->unit)) {
		d->change = without_figures(d);
		return;
	}
	interval(d);
	if (!(rule_of(d->unit)->exact && repeats(old) && repeats(new)))
		d->p = u_test(old->rounds, old->n_rounds, new->rounds, new->n_rounds);
}

/* Names of both sides, once each, in order. */
static void pair_up(struct comparison *c, const regex_t *only)
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
		if (!only || !regexec(only, d->name, 0, NULL, 0))
			c->n++;
	}
}

static int adjust(struct comparison *c)
{
	double *p = calloc(c->n + 1, sizeof(*p));
	size_t i;
	int err;

	if (!p)
		return -ENOMEM;
	for (i = 0; i < c->n; i++)
		p[i] = c->diffs[i].p;
	err = adjust_fdr(p, c->n);
	for (i = 0; i < c->n; i++)
		c->diffs[i].q = p[i];
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
	pair_up(comparison, options->only);
	for (d = comparison->diffs; d < comparison->diffs + comparison->n; d++)
		fill(d);
	err = adjust(comparison);
	for (d = comparison->diffs; d < comparison->diffs + comparison->n; d++) {
		if (d->change == CHANGES)
			d->change = judge(d, options);
		comparison->count[d->change]++;
	}
	if (err)
		comparison_clear(comparison);
	return err;
}

void comparison_clear(struct comparison *comparison)
{
	free(comparison->diffs);
	*comparison = (struct comparison){};
}

bool comparison_worse(const struct comparison *comparison)
{
	return comparison->count[CHANGE_WORSE] || comparison->count[CHANGE_BROKEN];
}

int sides_comparable(const struct side *old, const struct side *new, char *err, size_t size)
{
	return 0;
}
