/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options --only, --threshold, --min-delta and --fdr.  compare_argp is a child of a command's
 * argp.  Its input is a struct compare_arguments that compare_arguments_init() initialized.
 */
#ifndef REPORT_COMPARE_OPTIONS_H
#define REPORT_COMPARE_OPTIONS_H

#include "report/compare/change.h"
#include "report/compare/label.h"
#include "report/compare/require.h"
#include "report/compare/side.h"
#include "report/compare/waive.h"

struct argp;

struct compare_arguments {
	struct compare_options options;
	/* The expression of --only; NULL for all operations. */
	const char *only;
	regex_t regex;
	struct require require;
	/* As given; NULL for none. */
	const char *waive;
	struct waivers waivers;
	/* Of the sides, in their order. */
	struct label_list labels;
};
extern const struct argp compare_argp;
void compare_arguments_init(struct compare_arguments *arguments);
/*
 * Compiles the expression of --only into the options, which then point into the struct: do not move
 * it afterwards.  Returns 0, or -EINVAL with the reason in err.
 */
int compare_arguments_ready(struct compare_arguments *arguments, char *err, size_t size);
/*
 * Checks that --only matches an operation, because a comparison of nothing would find nothing
 * worse. Returns 0, or -EINVAL with the reason in err.
 */
int compare_arguments_match(const struct compare_arguments *arguments, const struct side *sides,
			    size_t n, char *err, size_t size);
void compare_arguments_clear(struct compare_arguments *arguments);

#endif /* REPORT_COMPARE_OPTIONS_H */
