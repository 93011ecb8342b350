/* SPDX-License-Identifier: GPL-2.0-only */
/* The runs of an OpenMetrics output, and what their labels are made of. */
#ifndef REPORT_FORMATS_OPENMETRICS_SOURCE_H
#define REPORT_FORMATS_OPENMETRICS_SOURCE_H

#include "report/compare/label.h"
#include "report/store/store.h"

/* The document of a result, which its labels come from. */
struct source {
	const struct results_doc *doc;
	struct place place;
	/*
	 * The name of the file, or the one that --label gave it.  No label depends on the other files:
	 * a series must go on if one of them is removed.
	 */
	char run[LABEL_SIZE], build[64];
	unsigned long long hash;
};

/*
 * Finds the sources of n documents, which must outlive them.  sources has room for n, and *found
 * becomes their number: a file that is given twice is one run.  Returns 0 or -ENOMEM.
 */
int sources_init(struct source *sources, size_t *found, const struct results_doc *docs, size_t n);
/* Returns -EINVAL, with the reason in err, if two runs would have the same labels. */
int sources_check(const struct results_doc *docs, size_t n, char *err, size_t size);

#endif /* REPORT_FORMATS_OPENMETRICS_SOURCE_H */
