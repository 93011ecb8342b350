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

/*
 * Prints a table of all claims in the order of the files: id, operation,
 * published, measured with its interval, verdict, source, confidence; then how
 * many of each verdict there are.  A claim relative to another operation shows
 * the measured ratio.
 *
 *	HOLDS	the interval touches what is published
 *	CHEAPER	all of it is cheaper	DEARER	all of it is dearer
 *	NOT MEASURABLE HERE		and why
 *
 * unit is what the clock counts, "ns" or "insns".  not_ns is why nanoseconds mean
 * nothing here (debug kernel, slow clock), NULL when they do.  Lines that are no
 * claim are left out.  Returns 0, -ENOMEM, or -EIO when out cannot be written.
 */
int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns);

#endif /* BENCH_CLAIMS_H */
