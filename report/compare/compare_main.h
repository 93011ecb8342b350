/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints complete comparisons of sides to standard output. */
#ifndef REPORT_COMPARE_COMPARE_MAIN_H
#define REPORT_COMPARE_COMPARE_MAIN_H

#include "report/compare/compare.h"
#include "bench/result/screen.h"
#include "report/compare/events.h"

/* How a comparison is shown. */
struct compare_show {
	/* Also the unchanged operations, and those that are unsure. */
	bool all, unsure;
	/* CSV, or lines for a mail, instead of the tables. */
	bool csv, mail;
	/* With the functions that the largest changes are in. */
	bool why;
	/* Intervals and p (q) on a narrow screen, too. */
	bool verbose;
	/* What standard output is. */
	struct screen screen;
	/* The workload that the changes are computed for; NULL for none. */
	const struct events *events;
};

/*
 * Compares old with each of the n sides and prints the result to standard output, and errors to
 * standard error.  Returns an exit status of report/command.h, REPORT_CANNOT_TELL whether or not
 * anybody was strict.
 */
int compare_report(const struct side *old, const struct side *sides, size_t n,
		   const struct compare_options *options, const struct compare_show *show);

#endif /* REPORT_COMPARE_COMPARE_MAIN_H */
