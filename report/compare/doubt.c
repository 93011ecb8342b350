// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "bench/result/stats.h"
#include "report/compare/doubt.h"

/*
 * If fewer samples than this share had an exclusive core, the load on the sibling hyperthread may
 * explain the whole difference: that load comes and goes.  An interval of at most STEADY of the
 * figure shows that it did not.
 */
#define MIN_QUIET 0.2
#define STEADY 0.02
/*
 * Load on a sibling hyperthread only makes rounds slower.  The best rounds must therefore show at
 * least this share of a real change.
 */
#define BEST_SHARE 0.5

/* Runs vary more than one run's interval: require 2.5 times its wider half. */
#define BEYOND 2.5

/*
 * A run that is disturbed throughout, as by a neighbour that fills the caches, has a narrow interval
 * at another place: its rounds depend on each other, which neither the interval nor the test knows.
 * The rounds of both runs overlap then, so require this many times the wider interquartile range.
 */
#define SPREAD 2.0

/* An imprecise operation gets no verdict, so it needs no test. */
bool difference_imprecise(const struct difference *d)
{
	return d->old->imprecise || d->new->imprecise;
}

/*
 * How much the best tenth of the rounds differs, in the direction of the change.  The single best
 * round may be luck, so a quantile is used.
 */
static double best_difference(const struct difference *d)
{
	const struct side_op *old = d->old, *new = d->new;
	double q = old->result->lower_is_better ? 0.1 : 0.9;
	double best = stats_quantile(new->rounds, new->n_rounds, q) -
		      stats_quantile(old->rounds, old->n_rounds, q);

	return d->delta > 0 ? best : -best;
}

static bool disturbed(const struct side_op *op)
{
	/* Figures of one state of the core contain no samples of another state. */
	return !op->core && op->quiet < MIN_QUIET &&
	       (op->hi - op->lo) / 2 > STEADY * fabs(op->value);
}

static double half_width(const struct side_op *old, const struct side_op *new)
{
	return fmax(old->hi - old->lo, new->hi - new->lo) / 2;
}

static double quartiles_apart(const struct side_op *op)
{
	return stats_quantile(op->rounds, op->n_rounds, 0.75) -
	       stats_quantile(op->rounds, op->n_rounds, 0.25);
}

void difference_doubt(struct difference *d, const struct compare_options *options)
{
	const struct side_op *old = d->old, *new = d->new;
	double quiet = fmin(old->quiet, new->quiet);

	if (old->core && new->core && old->core != new->core)
		snprintf(d->why, sizeof(d->why),
			 "the core was %s in the old run and %s in the new run",
			 result_core_name(old->core), result_core_name(new->core));
	else if (difference_imprecise(d))
		snprintf(d->why, sizeof(d->why), "the interval is too wide to judge%s",
			 !old->imprecise   ? " in the new run"
			 : !new->imprecise ? " in the old run"
					   : "");
	else if (d->q > options->fdr && d->too_few)
		snprintf(d->why, sizeof(d->why), "%zu and %zu rounds are too few to be significant",
			 old->n_rounds, new->n_rounds);
	else if (d->q <= options->fdr && (disturbed(old) || disturbed(new)))
		snprintf(d->why, sizeof(d->why), "only %.0f %% of the samples were undisturbed",
			 100 * quiet);
	else if (d->q <= options->fdr && fabs(d->delta) < BEYOND * half_width(old, new))
		snprintf(d->why, sizeof(d->why),
			 "the change is under 2.5 half-intervals: it may be run-to-run variation");
	else if (d->q <= options->fdr &&
		 fabs(d->delta) < SPREAD * fmax(quartiles_apart(old), quartiles_apart(new)))
		snprintf(d->why, sizeof(d->why),
			 "the rounds of one run vary by as much: a disturbed run looks the same");
	else if (d->q <= options->fdr && best_difference(d) < BEST_SHARE * fabs(d->delta))
		snprintf(d->why, sizeof(d->why),
			 "the best rounds are alike: more likely a disturbed run than a change");
}
