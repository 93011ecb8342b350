// SPDX-License-Identifier: GPL-2.0-only
/* Whether more operations go wrong, or are refused, than did before. */
#include <math.h>
#include <stdio.h>

#include "report/report.h"

/* A rate that did not grow to so much of the old one is none to worry about. */
#define GROWTH 2
/* Two-sided p of the test of two proportions; few operations have errors on both sides. */
#define LEVEL 0.01
/* Losses come in bursts, so many at a time. */
#define BURST 10
/* From here on an operation is one that is refused by its nature (an overloaded buffer),
 * and how often depends on the minute: a round is then one trial, not an operation. */
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

/* There were none: are these more than one finds by looking once more? */
static bool errors_new(const struct side_op *old, const struct side_op *new, char *why, size_t size)
{
	bool beyond = rates_p(0, old->runs, share(new->errors, new->runs), new->runs) <= LEVEL;

	/* What is not worse for it may have another reason already. */
	if (beyond || !why[0])
		snprintf(why, size, "%llu of %llu operations went wrong, none before%s",
			 (unsigned long long)new->errors, (unsigned long long)new->runs,
			 beyond ? "" : ": may be chance");
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
	/* Programs count the outcomes of operations that are timed alone, which are a larger
	 * share of all runs where an operation is slower. */
	if (old->timed && new->timed &&new->errors <= new->timed &&
	    share(new->errors, new->timed) < GROWTH *share(old->errors, old->timed))
		return false;
	if (now < GROWTH * before || rates_p(before, n, now, m) > LEVEL)
		return false;
	snprintf(why, size, "%.3g %% of its operations went wrong, %.3g %% before", 100 * now,
		 100 * before);
	return true;
}
