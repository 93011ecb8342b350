// SPDX-License-Identifier: GPL-2.0-only
/* Decides whether more operations go wrong or are refused than before. */
#include <math.h>
#include <stdio.h>

#include "report/compare/errors.h"

/* A rate counts as grown if it is at least this multiple of the old one. */
#define GROWTH 2
/*
 * The largest two-sided p of the test of two proportions that counts.  It needs no adjustment for
 * many tests, because few operations have errors on both sides.
 */
#define LEVEL 0.01
/* Losses come in bursts of about this many operations, so a burst counts as one trial. */
#define BURST 10
/*
 * From this rate on refusals are normal for the operation (an overloaded buffer), and their number
 * depends on the moment: then a round counts as one trial.
 */
#define OVERLOAD 0.01

static double share(uint64_t errors, uint64_t of)
{
	return of ? errors / fmax(errors, of) : 0;
}

double rates_p(double a, double n, double b, double m)
{
	double both = n > 0 && m > 0 ? (a * n + b * m) / (n + m) : 0;
	double variance = both * (1 - both) * (1 / n + 1 / m);

	if (!(variance > 0))
		return 1;
	return erfc(fabs(b - a) / sqrt(2 * variance));
}

/* The old side had no errors.  Returns true if chance cannot explain those of the new side. */
static bool errors_new(const struct side_op *old, const struct side_op *new, char *why, size_t size)
{
	bool beyond = rates_p(0, old->runs, share(new->errors, new->runs), new->runs) <= LEVEL;

	/* If it is not worse because of the errors, keep a reason that is already there. */
	if (beyond || !why[0])
		snprintf(why, size, "%llu of %llu operations went wrong and none before%s",
			 (unsigned long long)new->errors, (unsigned long long)new->runs,
			 beyond ? "" : ": it may be chance");
	return beyond;
}

bool errors_grew(const struct side_op *old, const struct side_op *new, char *why, size_t size)
{
	double before = share(old->errors, old->runs), now = share(new->errors, new->runs);
	bool overload = before >= OVERLOAD;
	double n = overload ? old->n_rounds : (double)old->runs / BURST;
	double m = overload ? new->n_rounds : (double)new->runs / BURST;

	if (!new->errors)
		return false;
	if (!old->errors)
		return errors_new(old, new, why, size);
	/*
	 * Programs count the errors of the operations that are timed one by one.  These are a
	 * larger share of all runs if an operation is slower, so compare with their number.
	 */
	if (old->timed && new->timed &&new->errors <= new->timed &&
	    share(new->errors, new->timed) < GROWTH *share(old->errors, old->timed))
		return false;
	if (now < GROWTH * before || rates_p(before, n, now, m) > LEVEL)
		return false;
	snprintf(why, size, "%.3g %% of the operations went wrong and %.3g %% before", 100 * now,
		 100 * before);
	return true;
}
