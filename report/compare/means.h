/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the geometric mean of new to old for each test. */
#ifndef REPORT_COMPARE_MEANS_H
#define REPORT_COMPARE_MEANS_H

#include "report/compare/compare.h"

/* Prints one line per test and new side, in percent. */
void comparison_means(FILE *out, const struct compare_view *view);

#endif /* REPORT_COMPARE_MEANS_H */
