/* SPDX-License-Identifier: GPL-2.0-only */
/* Holds the published figures against those of a side. */
#ifndef REPORT_COMPARE_SIDE_CLAIMS_H
#define REPORT_COMPARE_SIDE_CLAIMS_H

#include "bench/result/claims.h"
#include "report/compare/side.h"

/* A figure_lookup for claims_judge() and the like; arg is the side. */
bool side_figure(void *arg, const char *metric, struct figure *figure);
/*
 * Judges all claims as test_progs would have on that kernel.  The caller frees *claims, whose rows
 * are in the order of the file.  Returns 0 or -ENOMEM.
 */
int side_claims(struct side *side, const struct bounds *published, struct claim **claims,
		size_t *n);

#endif /* REPORT_COMPARE_SIDE_CLAIMS_H */
