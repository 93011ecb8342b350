/* SPDX-License-Identifier: GPL-2.0-only */
/* Results for the instructions that the processor counted: "NAME.hw_insns" beside NAME. */
#ifndef REPORT_COMPARE_COUNTED_H
#define REPORT_COMPARE_COUNTED_H

#include "bench/result/verdict.h"

/*
 * Makes a result for each measured result that has counted instructions.  The caller frees them
 * with counted_clear().  Returns 0 or -ENOMEM.
 */
int counted_init(struct results *counted, const struct results *results);
void counted_clear(struct results *counted);
/* Returns true if counted_init() made the result. */
bool is_counted(const struct result *result);

#endif /* REPORT_COMPARE_COUNTED_H */
