/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a whole store, with kernels in order. */
#ifndef REPORT_STORE_SERIES_H
#define REPORT_STORE_SERIES_H

#include "report/compare/view.h"

/* What a side of a view is, and in which order they are. */
enum series_order {
	/* All results of a build, in the order of versions and builds. */
	SERIES_BY_KERNEL,
	/* The results of a build of one day (UTC), in the order in which they were begun. */
	SERIES_BY_DATE,
};

/*
 * Makes a view for each machine and mode, with its sides in this order.  Two builds of a kernel are
 * two sides.  options must outlive the views, which the caller frees with report_views_clear().  Returns 0, or a negative errno with the
 * reason in err.
 */
int store_read(const char *directory, enum series_order order,
	       const struct compare_options *options, struct report_views *views, char *err,
	       size_t size);
/* Reads "kernel" or "date".  Returns 0, or -EINVAL if it is another word. */
int series_order_read(const char *word, enum series_order *order);

#endif /* REPORT_STORE_SERIES_H */
