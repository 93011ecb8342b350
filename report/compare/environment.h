/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints how the environments of two sides differ, and what is wrong with the runs of one. */
#ifndef REPORT_COMPARE_ENVIRONMENT_H
#define REPORT_COMPARE_ENVIRONMENT_H

#include "report/compare/side.h"

/*
 * Prints a line for each difference that can explain a change, also between the boots of one side.
 * named puts the label of the new side before each line.  Returns the number of lines.
 */
size_t environment_print(FILE *out, const struct side *old, const struct side *new, bool named);
/* Prints a line for each file whose run was cut short or quick, or that is given twice. */
void side_warnings(FILE *out, const struct side *side);

#endif /* REPORT_COMPARE_ENVIRONMENT_H */
