/* SPDX-License-Identifier: GPL-2.0-only */
/* A run's results as text, the answer first, and its exit status. */
#ifndef BENCH_SUMMARY_H
#define BENCH_SUMMARY_H

#include <stdio.h>

#include "bench/runner/catalog.h"
#include "bench/engine/core.h"
#include "bench/env/env.h"
#include "bench/result/screen.h"
#include "bench/result/verdict.h"

/* The state of the core while the tests measured. */
struct core_summary {
	/* Shares of the samples in each state; all 0 if the state was not read. */
	double share[CORE_STATES];
	/*
	 * Loads per cycle on an exclusive core, as calibrated; 0 if the core was never exclusive.
	 */
	double loads;
	/* Length of the core cycle in ns by which figures are converted: median of the tests. */
	double cycle_ns;
	/* Why the readings of a child mean nothing here; NULL if they do. */
	const char *misfit;
};

struct summary {
	const struct catalog *catalog;
	struct results results;
	struct env_flags flags;
	struct core_summary core;
	bool insns;
	/* How a CPU quota throttled the run; "" if it did not. */
	char throttled[256];
	/* If instructions are counted: the limits that are pinned for this kernel, if any are. */
	const struct bounds_pinned *pinned;
	/* --window: these limits do not hold. */
	bool other_window;
	/* The user stopped the run. */
	bool incomplete;
	/* --strict: an undecided result is not a pass. */
	bool strict;
	int verbose;
};

/* Moves the results out of the children. A test that died gives a result, too. Returns 0 or
 * -ENOMEM. */
int summary_collect(struct summary *summary, struct children *children);
void summary_free(struct summary *summary);

/* The user stopped the run: operations were not measured because of that, not for lack of time. */
void summary_interrupted(struct summary *summary);

/* Returns why limits in nanoseconds mean nothing here, or NULL if they do. */
const char *summary_no_absolute(const struct summary *summary);
/* Returns the BOUND_ flags for bounds_judge() that follow from this. */
unsigned int summary_bound_flags(const struct summary *summary);

/* Prints the answer in one line, and in further lines what restricts it. */
void summary_print_headline(const struct summary *summary, FILE *out);
/* Prints the headline and a line for each operation. */
void summary_print(const struct summary *summary, FILE *out, const struct screen *screen);
/* Prints the last line, as selftests do. */
void summary_print_counts(const struct summary *summary, FILE *out);

/* Returns one of the exit statuses in options.h. */
int summary_exit_status(const struct summary *summary);

#endif /* BENCH_SUMMARY_H */
