/* SPDX-License-Identifier: GPL-2.0-only */
/* The verdicts about a change of an operation, and the size from which a difference counts. */
#ifndef REPORT_COMPARE_CHANGE_H
#define REPORT_COMPARE_CHANGE_H

#include <regex.h>
#include <stdbool.h>

/* The verdict about an operation. */
struct difference;
struct require;
struct waivers;

enum change {
	CHANGE_NONE,
	CHANGE_WORSE,
	CHANGE_BETTER,
	/* The figures are too imprecise or the rounds too few for a verdict. */
	CHANGE_UNSURE,
	CHANGE_ONLY_OLD,
	CHANGE_ONLY_NEW,
	/* It worked before; now it fails, or does not load or attach.  This counts as worse. */
	CHANGE_BROKEN,
	/* It failed before and is measured now. */
	CHANGE_REPAIRED,
	/* Measured on neither side. */
	CHANGE_NEITHER,
	/* It got worse, and a waiver accepts that. */
	CHANGE_WAIVED,
	CHANGES,
};

/* The options of a comparison.  NAN selects the default of the unit (docs/compare.md). */
struct compare_options {
	/*
	 * Smaller changes are not reported.  threshold is a fraction of the old figure, min_delta
	 * is in the unit of the figure.
	 */
	double threshold, min_delta;
	/* Accepted false discovery rate, 0 to 1. */
	double fdr;
	/* Matches the names of the operations to compare; NULL compares all. */
	const regex_t *only;
	/* The unit that min_delta applies to; NULL applies it to every unit. */
	const char *min_delta_unit;
	/* So large a share of the operations may be undecided: see answer.h. */
	double undecided;
	/* An improvement of this fraction of the old figure is an alarm; NAN for none. */
	double alarm_faster;
	/* What has to be measured on both sides; NULL for all that the base measured. */
	const struct require *require;
	/* Regressions that are accepted; NULL for none. */
	const struct waivers *waivers;
	/* Compare a debug kernel with another one, and what two hosts measured in time. */
	bool across_configs, across_hosts;
};

/* The defaults of each unit, all operations, and a false discovery rate of 5 %. */
extern const struct compare_options compare_defaults;
/* Returns true if the operation called name is to be compared. */
bool compare_wants(const struct compare_options *options, const char *name);

/*
 * Returns true if change, of either sign, is at least as large as least.  Tolerates rounding: 7 is
 * 5 % of 140 even though 0.05 has no exact binary form.
 */
bool change_reaches(double change, double least);
/*
 * Returns the fraction of the old figure from which a change in this unit counts.  The unit "us"
 * stands for verification time.
 */
double change_threshold(const struct compare_options *options, const char *unit);

/*
 * Returns delta as a fraction of the old figure, or NAN if the interval of that reaches 0.  Then
 * the difference is shown in the unit.
 */
double difference_ratio(const struct difference *difference, double delta);

#endif /* REPORT_COMPARE_CHANGE_H */
