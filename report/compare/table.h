/* SPDX-License-Identifier: GPL-2.0-only */
/* The words and figures of a comparison's text. */
#ifndef REPORT_COMPARE_TABLE_H
#define REPORT_COMPARE_TABLE_H

#include "bench/result/screen.h"
#include "report/compare/compare.h"

/*
 * Write one cell of a row.  cell has COMPARE_CELL bytes.
 * value_cell(): a figure, "FAIL", "SKIP", "none" or "-".
 * change_cell(): "+5.0 % [+4.1, +6.2]", "~" or "".
 * change_short(): the same without the interval.
 * p_cell(): "0.01 (0.02)", "exact" or "".
 */
#define COMPARE_CELL 48
void value_cell(const struct side_op *op, char *cell);
void change_cell(const struct difference *d, char *cell);
void change_short(const struct difference *d, char *cell);
void p_cell(const struct difference *d, char *cell);

/* Prints the verdict in one line. */
void comparison_verdict(FILE *out, const struct comparison *comparison);
/* Returns "slower", "faster", "worse" and so on, depending on what the unit measures. */
const char *change_word(const struct difference *difference);
/* Returns the colour of a change; INK_PLAIN for NULL. */
enum ink change_ink(const struct difference *difference);

#endif /* REPORT_COMPARE_TABLE_H */
