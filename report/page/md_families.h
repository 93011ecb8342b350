/* SPDX-License-Identifier: GPL-2.0-only */
/* A table in Markdown of families of operations by kernels. */
#ifndef REPORT_PAGE_MD_FAMILIES_H
#define REPORT_PAGE_MD_FAMILIES_H

#include <stdio.h>

#include "report/compare/view.h"

/* Writes each kernel's mean against the first one, and how many operations changed.  Returns 0. */
int md_families(FILE *out, const struct report_view *view);

#endif /* REPORT_PAGE_MD_FAMILIES_H */
