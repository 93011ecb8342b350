/* SPDX-License-Identifier: GPL-2.0-only */
/* An operation on one side of a comparison: its results in all boots of the kernel, merged. */
#ifndef REPORT_COMPARE_BOOTS_H
#define REPORT_COMPARE_BOOTS_H

#include "bench/result/result.h"

/* An operation on one side, merged from all boots. */
struct side_op {
	/*
	 * The result in the first boot that measured the operation, or else in the first boot that
	 * has it.
	 */
	const struct result *result;
	/*
	 * FAIL if it failed in any boot, or else UNDECIDED if it was undecided in most boots.
	 * imprecise is true if it was imprecise in most boots.
	 */
	enum verdict verdict;
	bool imprecise;
	/* The time was up in any boot before the operation had the rounds that it needs. */
	bool unsettled;
	const char *reason;
	enum cause cause;
	/*
	 * boots is the number of boots that measured it; if it is 0, the figures below mean
	 * nothing. undecided and wide (imprecise) are among these boots.  failed counts boots
	 * without a figure.
	 */
	size_t boots, undecided, wide, failed;
	/* The median of the values of the boots, and the hull of their intervals, in the unit. */
	double value, lo, hi;
	/*
	 * The figures of the rounds of all boots, sorted, in the unit.  Only quiet rounds, if the
	 * file tells which are quiet and there are enough.
	 */
	double *rounds;
	size_t n_rounds;
	/* The share of samples on an exclusive core, in the boot where it is lowest. */
	double quiet;
	/*
	 * The state of the core that all figures are for.  Boots in another state are not counted.
	 */
	enum result_core core;
	/*
	 * The length of a core cycle in ns that the figures assume; 0 if they were not made from
	 * cycles.
	 */
	double cycle_ns;
	uint64_t runs, errors;
	/* The number of runs that were timed one by one. */
	uint64_t timed;
	/*
	 * What the verifier says, merged from all boots that have it: counts and lengths of the
	 * first boot, the median of the times, the hull of the intervals, and all rounds, sorted.
	 */
	struct program_cost program;
};

/* The result of one operation in one boot, which is the index of its document in the side. */
struct boot_result {
	const struct result *result;
	size_t boot;
};

/*
 * Merges the n results of one operation, sorted by boot, into op, which points into them.  values
 * has room for one figure per boot.  The caller frees op->rounds and op->program.rounds, also after
 * an error.  Returns 0 or -ENOMEM, or -EINVAL if two boots differ in unit or direction.
 */
int boots_merge(struct side_op *op, const struct boot_result *results, size_t n, double *values);
/* True if it was not attempted or not reported: it is not broken. */
bool left_out(enum cause cause);
/*
 * Copies the rounds of a measured result that count to rounds, which has room for all, and returns
 * their number.
 */
size_t usable_rounds(const struct result *result, double *rounds);

#endif /* REPORT_COMPARE_BOOTS_H */
