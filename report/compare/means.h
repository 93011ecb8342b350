/* SPDX-License-Identifier: GPL-2.0-only */
/* The geometric mean of new to old over operations. */
#ifndef REPORT_COMPARE_MEANS_H
#define REPORT_COMPARE_MEANS_H

#include "report/compare/compare.h"

struct mean {
	/* NAN if no operation has a ratio. */
	double ratio;
	/* The operations that have one, and those that a side measured. */
	size_t n, of;
	/* So many of them have one that it is the mean of all. */
	bool enough;
};

/* Returns the mean of the operations that in() returns true for. */
struct mean comparison_mean(const struct comparison *c,
			    bool (*in)(const char *name, const void *arg), const void *arg);
/* Prints one line per test and new side, in percent. */
void comparison_means(FILE *out, const struct compare_view *view);

#endif /* REPORT_COMPARE_MEANS_H */
