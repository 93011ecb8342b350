/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares what the verifier says of the programs of two sides, test by test. */
#ifndef REPORT_COMPARE_VERIFICATION_H
#define REPORT_COMPARE_VERIFICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <jansson.h>

#include "report/compare/change.h"

struct comparison;
struct compare_view;

/* What the verifier says of the programs of a test on one side, summed over operations. */
struct verified {
	double programs, insns;
	/* Only of operations whose length both sides know. */
	double jited_bytes;
	/*
	 * The sum of the median times, the sums of the ends of their intervals, and the sum of the
	 * shortest rounds, in microseconds of the kernel's clock.
	 */
	double us, lo, hi, best;
};

/* The programs of a test on both sides, over the operations that both have. */
struct verification {
	/* The name of the test: the first len characters of test. */
	const char *test;
	int len;
	size_t operations;
	struct verified old, new;
	/* WORSE, BETTER or NONE: for the instructions, the time, and both together. */
	enum change insns_change, us_change, change;
};

/* Fills comparison->verifications from its differences.  Returns 0 or -ENOMEM. */
int verification_compare(struct comparison *comparison, const struct compare_options *options);
/* Returns true if the verification of a test is slower. */
bool verification_worse(const struct comparison *comparison);
/* Prints ", verification of a, b slower", or nothing if none is slower. */
void verification_verdict(FILE *out, const struct comparison *comparison);
/* Prints a line for each test that changed, with view->all for each test. */
void verification_print(FILE *out, const struct compare_view *view);
/* Returns "slower", "faster" or "~". */
const char *verification_word(enum change change);
/* Returns "us", or what a microsecond of the guest is when instructions are counted. */
const char *verification_unit(const struct comparison *comparison);
/* Returns an array of objects for the page, which the caller owns; NULL if memory runs out. */
json_t *verification_json(const struct comparison *comparison);

#endif /* REPORT_COMPARE_VERIFICATION_H */
