/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints comparisons as CSV for other programs. */
#ifndef REPORT_COMPARE_CSV_H
#define REPORT_COMPARE_CSV_H

#include "report/compare/compare.h"

/* Prints a header, and one line for each operation and new side, also for unchanged ones. */
void comparison_csv(FILE *out, const struct compare_view *view);

#endif /* REPORT_COMPARE_CSV_H */
