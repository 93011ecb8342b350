/* SPDX-License-Identifier: GPL-2.0-only */
/* From figures to verdicts: does the whole interval of a figure keep its limit? The verdict does
 * not depend on how narrow the interval is. */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include "bench/result/bounds.h"
#include "bench/result/result.h"

/* All results of a run: some limits compare one with another. */
struct results {
	struct result *result;
	size_t n;
};

/*
 * Sets the verdict of every measured result: FAIL if its whole interval is beyond the limit,
 * UNDECIDED if the interval crosses the limit, else PASS. Also sets whether it is imprecise.
 * Results without a figure keep their verdict and reason. flags: see bounds_judge().
 */
void verdicts_set(struct results *results, const struct bounds *bounds, unsigned int flags);

/* Returns true if half of the interval is wider than a tenth of the value and than precise_abs of
 * its unit, or if there is only one round of something that does not repeat exactly. */
bool result_imprecise(const struct result *result);

/* A figure_lookup() whose argument is a struct results. */
bool results_figure(void *results, const char *metric, struct figure *figure);

/* Returns true if a limit, as printed, was checked: "<= 100 ns" and "<= 2 * test/op (24 ns)" were,
 * "<= 100 ns (not enforced here)" and NULL were not. */
bool limit_judged(const char *limit);

/* Counts of results. */
struct tally {
	size_t measured, verdict[VERDICTS], imprecise;
	/* Measured, with a limit that could be checked, and the outcomes. */
	size_t limited, kept, broken, astride;
	/* Not measured because the time was up or the run was interrupted, by its cause. */
	size_t late;
};
struct tally results_tally(const struct results *results);

/* Returns how many results have this verdict. */
size_t results_count(const struct results *results, enum verdict verdict);

#endif /* BENCH_VERDICT_H */
