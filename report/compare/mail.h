/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the worst changes so that they can be pasted into a mail: at most 72 columns. */
#ifndef REPORT_COMPARE_MAIL_H
#define REPORT_COMPARE_MAIL_H

#include "report/compare/compare.h"

/* Prints the answer, and five lines for each of the worst changes, at most MAIL_CHANGES. */
#define MAIL_CHANGES 5
void comparison_mail(FILE *out, const struct compare_view *view);

#endif /* REPORT_COMPARE_MAIL_H */
