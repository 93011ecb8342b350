/* SPDX-License-Identifier: GPL-2.0-only */
/* The input of a report: result files, or a store. */
#ifndef REPORT_STORE_INPUT_H
#define REPORT_STORE_INPUT_H

#include "report/compare/files.h"
#include "report/compare/options.h"
#include "report/compare/view.h"
#include "report/store/series.h"

struct report_input {
	struct compare_arguments compare;
	struct file_list files;
	const char *store;
	/* Of the store. */
	enum series_order order;
	/* The sides are only shown beside each other, and not compared. */
	bool alone;
};

/*
 * A child of a command's argp, whose input is a struct report_input: the files, and the options of
 * compare_argp.
 */
extern const struct argp report_input_argp;

/*
 * Reads the input and compares each side with the first.  The caller frees views with
 * report_views_clear() also after an error, and input must outlive them.  Returns 0, or a negative
 * errno with the reason in err.
 */
int report_views_read(struct report_input *input, struct report_views *views, char *err,
		      size_t size);
void report_input_clear(struct report_input *input);

#endif /* REPORT_STORE_INPUT_H */
