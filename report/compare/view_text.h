/* SPDX-License-Identifier: GPL-2.0-only */
/* Returns as strings what the text reports print of a side or a comparison. */
#ifndef REPORT_COMPARE_VIEW_TEXT_H
#define REPORT_COMPARE_VIEW_TEXT_H

#include "report/compare/compare.h"

/* The caller frees each string; NULL if memory runs out. */
char *verdict_text(const struct comparison *comparison);
char *environment_text(const struct comparison *comparison, bool named);
char *means_text(const struct comparison *comparison);
/* Summarizes one side alone, such as "6.1.192: 120 operations measured, ...". */
char *side_text(const struct side *side, const struct compare_options *options);
/* All verdicts, the worst first. */
extern const enum verdict worst_verdicts[VERDICTS];
/* Counts the operations of a side with this verdict that options selects. */
size_t side_count(const struct side *side, enum verdict verdict,
		  const struct compare_options *options);

#endif /* REPORT_COMPARE_VIEW_TEXT_H */
