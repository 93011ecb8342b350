/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answer of a comparison as a whole: may the kernel change?  Two sides that cannot be compared
 * at all have no comparison and no answer: see comparable.h.
 */
#ifndef REPORT_COMPARE_ANSWER_H
#define REPORT_COMPARE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct comparison;
struct compare_options;

enum answer {
	/* Nothing got worse, and enough was judged to say so. */
	ANSWER_NOT_WORSE,
	/* Something got worse, broke, or raises an alarm that was asked for. */
	ANSWER_WORSE,
	/* Nothing got worse as far as is known, and too little is known. */
	ANSWER_CANNOT_TELL,
	ANSWERS,
};

/* Of the operations that both sides measured, so many may be undecided: docs/compare.md. */
#define ANSWER_UNDECIDED 0.10

struct verdict_of_all {
	enum answer answer;
	/* Operations that both sides measured, and those of them that are undecided. */
	size_t both, undecided;
	/* Operations that the base measured and that are missing without the kernel's doing. */
	size_t missing;
	/* Operations that got so much better that it is an alarm. */
	size_t alarms;
	/* Why it cannot be told, or which alarm there is, in one sentence; "" otherwise. */
	char why[448];
	/* What differs so much between the sides that every verdict says it; "" for nothing. */
	char across[192];
};

/* "not worse", "worse" or "cannot tell", as every output has it. */
const char *answer_word(enum answer answer);

/* Fills comparison->all, once everything else in it is there. */
void answer_find(struct comparison *comparison, const struct compare_options *options);

/* Returns true if an operation got worse or broke, or if the verification of a test got slower. */
bool comparison_worse(const struct comparison *comparison);

#endif /* REPORT_COMPARE_ANSWER_H */
