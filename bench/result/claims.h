/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares published figures with measured ones. A published figure is a limit like any other
 * (bounds.h) whose comment names the claim:
 *
 *	map_perf/array_lookup  in 20..40 ns  # claim map.array_lookup [D] -; remark
 *
 * The comment has "claim", the claim's id, its sources and the publisher's confidence ("-" if it
 * gives none). After semicolons may follow a remark, and "needs ..." with the reason why no test
 * measures it yet. A published figure that is no cost has the line
 *
 *	claims/ID  none  # claim ID [G] -; not a cost: why
 */
#ifndef BENCH_CLAIMS_H
#define BENCH_CLAIMS_H

#include <stdio.h>

#include "bench/result/bounds.h"

enum claim_verdict {
	CLAIM_HOLDS,
	CLAIM_CHEAPER,
	CLAIM_DEARER,
	CLAIM_UNDECIDED,
	CLAIM_NOT_MEASURABLE,
	CLAIM_NOT_A_COST,
	CLAIM_VERDICTS,
};

/* The columns of the table, as text. */
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
	/* What is missing to measure the claim, "" if nothing is. */
	char needs[CLAIM_CELL];
	enum claim_verdict verdict;
	/* The published figure; it belongs to the bounds. */
	const struct bound *bound;
	/* The measured figure, or the measured ratio for a relative claim. It means nothing if
	 * claim_measured() is false. */
	struct figure figure;
	/* Its operation is among those that lookup knows, whether it was measured or not. If nothing
	 * measures it, another claim of its group is. */
	bool selected;
};

/* Returns true if there is a figure to hold against the published one. */
bool claim_measured(const struct claim *claim);
/* The name of a verdict: "HOLDS", "CHEAPER" ... */
const char *claim_verdict_name(enum claim_verdict verdict);
/* The heading of the claim's group, which is the part of its id before the dot: "Maps". The text is
 * of the program or of the claim. */
const char *claim_group(const struct claim *claim);

/* Compares all claims with what was measured. Returns one row for each claim of the files in *claims,
 * in their order, which the caller frees. Returns 0 or -ENOMEM. */
int claims_judge(const struct bounds *published, figure_lookup lookup, void *arg, const char *unit,
		 const char *not_ns, struct claim **claims, size_t *n);

/*
 * Prints how many claims have each verdict, and then a table for each group of claims: id,
 * operation, published figure, measured figure with its interval, verdict, source, confidence. A
 * claim relative to another operation shows the measured ratio. Claims that are not selected are
 * left out.
 *
 *	HOLDS			the whole interval is within the published range
 *	CHEAPER			the whole interval is cheaper
 *	DEARER			the whole interval is dearer
 *	UNDECIDED		the interval crosses an end of the range
 *	NOT MEASURABLE HERE	and the reason
 *	NOT A COST		and what it is
 *
 * unit is what the clock counts, "ns" or "insns". not_ns is the reason why nanoseconds mean nothing
 * here (debug kernel, slow clock), or NULL. Lines that are not claims are left out. Returns 0,
 * -ENOMEM, or -EIO if out cannot be written.
 */
int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns);

#endif /* BENCH_CLAIMS_H */
