/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From figures to verdicts: is the interval narrow enough to say anything, and
 * does the figure keep its limit?
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
 * Sets the verdict of every measured result: NOISY when its interval is wider
 * than a verdict can rest on, else FAIL when it breaks its limit, else PASS.
 * Skips, failures and their reasons stay.  flags: see bounds_judge().
 */
void verdicts_set(struct results *results, const struct bounds *bounds, unsigned int flags);

/* A figure_lookup() over struct results. */
bool results_figure(void *results, const char *metric, struct figure *figure);

/* How many have a verdict. */
size_t results_count(const struct results *results, enum verdict verdict);

#endif /* BENCH_VERDICT_H */
