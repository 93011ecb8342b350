/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Published figures beside measured ones.  The published ones are limits like
 * any other (bounds.h) whose comment says whose claim it is:
 *
 *	map_perf/array_lookup  in 20..40 ns  # claim map.array_lookup [D] -; remark
 *
 * that is "claim", the claim's id, its sources, the publisher's confidence ("-"
 * for none stated), and after semicolons an optional remark and an optional
 * "needs ...", the reason why no test measures it yet.
 */
#ifndef BENCH_CLAIMS_H
#define BENCH_CLAIMS_H

#include <stdio.h>

#include "bench/bounds.h"

enum claim_verdict {
	CLAIM_HOLDS,
	CLAIM_CHEAPER,
	CLAIM_DEARER,
	CLAIM_UNDECIDED,
	CLAIM_NOT_MEASURABLE,
	CLAIM_VERDICTS,
};

/* What is said of a claim, in words. */
enum claim_column {
	CLAIM_ID,
	CLAIM_OPERATION,
	CLAIM_PUBLISHED,
	CLAIM_MEASURED,
	CLAIM_VERDICT,
	CLAIM_SOURCE,
	CLAIM_CONFIDENCE,
	CLAIM_REMARK,
	CLAIM_COLUMNS,
};

#define CLAIM_CELL 192

struct claim {
	char cells[CLAIM_COLUMNS][CLAIM_CELL];
	/* What is missing for it to be measured, "" for nothing. */
	char needs[CLAIM_CELL];
	enum claim_verdict verdict;
	/* What is published; belongs to the bounds. */
	const struct bound *bound;
	/* What was measured, of a relative claim the ratio; means nothing when it is not
	 * measurable. */
	struct figure figure;
};

/*
 * Holds all claims against what was measured: the rows of claims_print(), in *claims
 * for the caller to free.  0 or -ENOMEM.
 */
int claims_judge(const struct bounds *published, figure_lookup lookup, void *arg, const char *unit,
		 const char *not_ns, struct claim **claims, size_t *n);

/*
 * Prints a table of all claims in the order of the files: id, operation,
 * published, measured with its interval, verdict, source, confidence; then how
 * many of each verdict there are.  A claim relative to another operation shows
 * the measured ratio.
 *
 *	HOLDS	the whole interval is within what is published
 *	CHEAPER	all of it is cheaper	DEARER	all of it is dearer
 *	UNDECIDED	the interval is astride an end of it
 *	NOT MEASURABLE HERE		and why
 *
 * unit is what the clock counts, "ns" or "insns".  not_ns is why nanoseconds mean
 * nothing here (debug kernel, slow clock), NULL when they do.  Lines that are no
 * claim are left out.  Returns 0, -ENOMEM, or -EIO when out cannot be written.
 */
int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns);

#endif /* BENCH_CLAIMS_H */
