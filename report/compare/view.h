/* SPDX-License-Identifier: GPL-2.0-only */
/* Sides in order and their comparisons, as the reports show them. */
#ifndef REPORT_COMPARE_VIEW_H
#define REPORT_COMPARE_VIEW_H

#include "report/compare/compare.h"
#include "report/compare/options.h"

/* Bytes for the longest part of a path in the store, with the end of the string. */
#define PLACE_SIZE 64

struct report_view {
	/* The series of a store, such as "x86_64, icount-insns"; "" for files. */
	char name[3 * PLACE_SIZE];
	struct side *sides;
	size_t n;
	const struct compare_options *options;
	/* The functions that changes consist of, of the caller; NULL if they are not wanted. */
	const struct why *why;
	/*
	 * n * n comparisons: [old * n + new].  Only those with the first side are made at once;
	 * view_pair() makes the others.
	 */
	struct comparison *pairs;
	/* The n - 1 comparisons with the first side; they are part of pairs. */
	const struct comparison *comparisons;
};

/* A store with several machines or modes has several views. */
struct report_views {
	struct report_view *view;
	size_t n;
};

/* Takes the sides over.  Returns 0 or -ENOMEM; after -ENOMEM the caller still owns the sides. */
int view_init(struct report_view *view, struct side *sides, size_t n,
	      const struct compare_options *options);
void report_views_clear(struct report_views *views);

/*
 * Returns the comparison of two sides in *comparison, which the view owns.  Returns 0, -EINVAL if
 * the two must not be compared, or -ENOMEM, with the reason in err.
 */
int view_pair(struct report_view *view, size_t old, size_t new,
	      const struct comparison **comparison, char *err, size_t size);

/* The change of an operation from the previous kernel that measured it. */
struct step {
	/* The last earlier side that measured it; the side itself if there is none. */
	size_t from;
	/* NULL if there is no earlier side. */
	const struct difference *difference;
};
/* Finds the step of operation name to side at.  Returns an error like view_pair(). */
int view_step(struct report_view *view, size_t at, const char *name, struct step *step, char *err,
	      size_t size);

#endif /* REPORT_COMPARE_VIEW_H */
