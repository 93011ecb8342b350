/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From figures to verdicts: does the figure keep its limit, with its whole interval?
 * How narrow that is, is another question.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include "bench/bounds.h"
#include "bench/result.h"

/* All results of a run, for limits that compare one with another. */
struct results {
	struct result *result;
	size_t n;
};

/*
 * Sets the verdict of every measured result: FAIL when all of its interval is beyond its
 * limit, UNDECIDED when the interval is astride the limit, else PASS; and whether it is
 * imprecise.  Those without a figure and their reasons stay.  flags: see bounds_judge().
 */
void verdicts_set(struct results *results, const struct bounds *bounds, unsigned int flags);

/*
 * Whether half of the interval is wider than a tenth of the value and than what counts as
 * nothing in its unit; or it is of one round only, of something that does not repeat.
 */
bool result_imprecise(const struct result *result);

/* A figure_lookup() over struct results. */
bool results_figure(void *results, const char *metric, struct figure *figure);

/*
 * Whether a limit as printed was held against the figure: "<= 100 ns" and
 * "<= 2 * test/op (24 ns)" were, "<= 100 ns (not enforced here)" was not.  NULL was not.
 */
bool limit_judged(const char *limit);

/* How many there are of what. */
struct tally {
	size_t measured, verdict[VERDICTS], imprecise;
	/* Measured, with a limit that could be judged; and how that came out. */
	size_t limited, kept, broken, astride;
	/* Not measured, as the time was up or the run interrupted. */
	size_t late;
};
struct tally results_tally(const struct results *results);

/* How many have a verdict. */
size_t results_count(const struct results *results, enum verdict verdict);

#endif /* BENCH_VERDICT_H */
