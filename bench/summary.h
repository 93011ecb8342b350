/* SPDX-License-Identifier: GPL-2.0-only */
/* A run's results for people, the answer first, and its exit status. */
#ifndef BENCH_SUMMARY_H
#define BENCH_SUMMARY_H

#include <stdio.h>

#include "bench/catalog.h"
#include "bench/core.h"
#include "bench/env.h"
#include "bench/verdict.h"

/* How the core was while the tests measured. */
struct core_summary {
	/* Shares of the samples; all 0 where it was not read. */
	double share[CORE_STATES];
	/* Loads a cycle by which an exclusive core was told; 0: it never was. */
	double loads;
	/* Length of a core cycle that figures are stated at, ns: median of the tests'. */
	double cycle_ns;
	/* Why readings mean nothing here, of a child; NULL when they do. */
	const char *misfit;
};

struct summary {
	const struct catalog *catalog;
	struct results results;
	struct env_flags flags;
	struct core_summary core;
	bool insns;
	/* How a CPU quota held us up during the run; "" when it did not. */
	char throttled[256];
	/* Where instructions are counted: the limits pinned for this kernel, or "". */
	const char *pinned;
	/* Stopped by the user. */
	bool incomplete;
	/* What stays undecided is no pass (--strict). */
	bool strict;
	int verbose;
};

/* Moves the results out of the children; a test that died makes one, too.  0 or
 * -ENOMEM. */
int summary_collect(struct summary *summary, struct children *children);
void summary_free(struct summary *summary);

/* Why limits in nanoseconds mean nothing here; NULL when they do. */
const char *summary_no_absolute(const struct summary *summary);
/* The BOUND_ flags that this means for bounds_judge(). */
unsigned int summary_bound_flags(const struct summary *summary);

/* The answer in one line; and what it leaves out, in another. */
void summary_print_headline(const struct summary *summary, FILE *out);
/* The same, and a line for each operation. */
void summary_print(const struct summary *summary, FILE *out);
/* The last line, as selftests have it. */
void summary_print_counts(const struct summary *summary, FILE *out);

/* One of enum in options.h. */
int summary_exit_status(const struct summary *summary);

#endif /* BENCH_SUMMARY_H */
