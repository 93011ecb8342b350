/* SPDX-License-Identifier: GPL-2.0-only */
/* What the number of instructions hides: dear instructions, and what a model of caches and branch
 * prediction misses (vmtest.sh --misses).  None of it is a time. */
#ifndef REPORT_EXPLAIN_HIDDEN_H
#define REPORT_EXPLAIN_HIDDEN_H

#include <stdio.h>

#include "report/explain/explained.h"

/* A member of functions, and what it is called. */
struct hidden {
	const char *member, *label;
};

/* Of these instructions one may take as long as a hundred others. */
#define HIDDEN_DEAR 3
extern const struct hidden hidden_dear[HIDDEN_DEAR];
#define HIDDEN_MISSES 4
extern const struct hidden hidden_misses[HIDDEN_MISSES];

/* Returns the sum of a member over all functions of an operation. */
double hidden_sum(const struct explained_op *op, const char *member);
/* Returns true if the model of both operations is the same one. */
bool hidden_models(const struct explained_op *old, const struct explained_op *new);
/*
 * Prints what changed by at least one of an operation and 10 %: "locked 0.00 -> 2.00, misses of L1d
 * 1.00 -> 3.50".  Returns how many did; with 0 nothing is printed.  out is NULL only to count.
 */
size_t hidden_changes(FILE *out, const struct explained_op *old, const struct explained_op *new);
/* Prints a line for each kind of misses, if there is a model; old is NULL for one kernel. */
void hidden_rows(FILE *out, const struct explained_op *old, const struct explained_op *new);
/* Prints what the model of a file is, if it has one. */
void hidden_model(FILE *out, const struct explained *file);

#endif /* REPORT_EXPLAIN_HIDDEN_H */
