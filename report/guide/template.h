/* SPDX-License-Identifier: GPL-2.0-only */
/* The report that the guides ask for: environment, scenario, load, method, figures against budgets,
 * conclusion. */
#ifndef REPORT_GUIDE_TEMPLATE_H
#define REPORT_GUIDE_TEMPLATE_H

#include <stdio.h>

#include "report/compare/view.h"

/*
 * Writes the report of a view as Markdown: of its only kernel, or of each kernel against the first.
 * Returns 0 or -ENOMEM.
 */
int template_write(FILE *out, const struct report_view *view);

#endif /* REPORT_GUIDE_TEMPLATE_H */
