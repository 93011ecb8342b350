/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a result that is of the processor's counters: as JSON, and whether it can be. */
#ifndef BENCH_RESULT_HW_H
#define BENCH_RESULT_HW_H

#include "bench/result.h"

void hw_cost_clear(struct hw_cost *hw);

/* It says something: figures, or why there are none. */
static inline bool hw_cost_known(const struct hw_cost *hw)
{
	return hw->n_rounds || hw->reason;
}

/* Instructions a cycle; NAN of what takes none of either. */
double hw_cost_ipc(const struct hw_cost *hw);

/* A new reference; NULL when out of memory. */
json_t *hw_cost_to_json(const struct hw_cost *hw);

/* NULL, or what was expected; *hw may then be half filled, for hw_cost_clear(). */
const char *hw_cost_from_json(const json_t *json, struct hw_cost *hw);

/* NULL, or what is wrong with it. */
const char *hw_cost_check(const struct hw_cost *hw);

#endif /* BENCH_RESULT_HW_H */
