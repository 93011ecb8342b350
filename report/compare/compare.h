/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares two sides, operation by operation. */
#ifndef REPORT_COMPARE_COMPARE_H
#define REPORT_COMPARE_COMPARE_H

#include "report/compare/answer.h"
#include "report/compare/side.h"
#include "report/compare/verification.h"

/*
 * An operation that takes this many instructions waits for grace periods, for example when it
 * attaches a program: BPF code alone takes fewer.
 */
#define INSNS_WAITS 1e5

struct difference {
	const char *name, *unit;
	/* NULL if the side does not have the operation. */
	const struct side_op *old, *new;
	enum change change;
	/* The verdict about the cost alone, without errors: NONE, WORSE, BETTER or UNSURE. */
	enum change cost;
	/* new - old and its 95 % interval, in the unit; 0 unless both sides were measured. */
	double delta, lo, hi;
	/*
	 * p of the Mann-Whitney U test, and q, which is p adjusted for all operations.  NAN if
	 * there was no test: figures that repeat exactly need none.
	 */
	double p, q;
	/* With this few rounds no change of this operation alone can be significant. */
	bool too_few;
	/*
	 * Why there is no verdict, what broke, or what else changed; "" if there is nothing to say.
	 */
	char why[160];
};

struct comparison {
	const struct side *old, *new;
	/* Sorted by name. */
	struct difference *diffs;
	size_t n;
	size_t count[CHANGES];
	/* One per test, sorted by name. */
	struct verification *verifications;
	size_t n_verifications;
	/* The number of unchanged operations with too few rounds to show a change. */
	size_t too_few;
	/* May the kernel change? */
	struct verdict_of_all all;
};

/*
 * Compares all operations that options selects.  Both sides must outlive the comparison, which the
 * caller frees with comparison_clear().  Returns 0 or -ENOMEM.
 */
int compare_sides(const struct side *old, const struct side *new,
		  const struct compare_options *options, struct comparison *comparison);
/* Returns the difference called name, or NULL if neither side has it.  The comparison owns it. */
const struct difference *comparison_find(const struct comparison *comparison, const char *name);
void comparison_clear(struct comparison *comparison);

struct why;

/* The comparisons of one old side with n new sides, and how to show them. */
struct compare_view {
	const struct comparison *comparisons;
	size_t n;
	/* Also show the unchanged operations, and those that are unsure. */
	bool all, unsure;
	/* The functions that changes consist of; NULL if they are not wanted. */
	const struct why *why;
};

#endif /* REPORT_COMPARE_COMPARE_H */
