/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints explanations as text in 72 columns, for a terminal and a mail. */
#ifndef REPORT_EXPLAIN_TABLES_H
#define REPORT_EXPLAIN_TABLES_H

#include <stdio.h>

#include "report/explain/explained.h"

struct explain_show {
	/* The number of functions of an operation; the others are summed up. */
	size_t most;
	/* Also what did not change. */
	bool all;
	/* Also the classes of instructions that changed. */
	bool classes;
};

/* Prints the functions of an operation; of two kernels, what changed from old to new. */
void explain_one(FILE *out, const char *name, const struct explained_op *op,
		 const struct explain_show *show);
void explain_two(FILE *out, const char *name, const struct explained_op *old,
		 const struct explained_op *new, const struct explain_show *show);
/*
 * Returns true if the dear instructions of two operations differ, locked, indirect and serialising
 * ones, or much of their misses.  They may change although the number of instructions does not.
 */
bool explain_dearer(const struct explained_op *old, const struct explained_op *new);
/* Prints the lines of explain_two() without the first. */
void explain_changes(FILE *out, const struct explained_op *old, const struct explained_op *new,
		     const struct explain_show *show);
/*
 * Prints stacks, "a;b;c 12.5", as programs that draw flame graphs read them.  Of two kernels both
 * figures follow, as for a difference.  Figures are in hundredths of an instruction, because such
 * programs want whole numbers.
 */
void explain_stacks(FILE *out, const char *name, const struct explained_op *old,
		    const struct explained_op *new);

#endif /* REPORT_EXPLAIN_TABLES_H */
