/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells whether the figures of two sides can be compared. */
#ifndef REPORT_COMPARE_COMPARABLE_H
#define REPORT_COMPARE_COMPARABLE_H

#include "report/compare/change.h"
#include "report/compare/side.h"

/*
 * Checks that a document can be compared with figures in unit from environment: unit, mode,
 * accelerator and architecture must agree.  Returns 0, or -EINVAL with the reason in err, which has
 * size bytes.
 */
int docs_comparable(const struct results_doc *old, const json_t *environment, const char *unit,
		    char *err, size_t size);
/* Checks the same for two sides, and the unit and direction of every common operation. */
int sides_comparable(const struct side *old, const struct side *new,
		     const struct compare_options *options, char *err, size_t size);

/*
 * Writes what the two sides differ in so that every verdict has to say it: the preemption model, the
 * compiler of the programs, and with the options above a debug kernel and the host.  "" if there is
 * nothing.
 */
void sides_differ(const struct side *old, const struct side *new, char *text, size_t size);

#endif /* REPORT_COMPARE_COMPARABLE_H */
