/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a result that comes from the processor's counters: conversion to JSON and checks. */
#ifndef BENCH_RESULT_HW_H
#define BENCH_RESULT_HW_H

#include "bench/result/result.h"

void hw_cost_clear(struct hw_cost *hw);

/* Returns true if there are figures, or a reason why there are none. */
static inline bool hw_cost_known(const struct hw_cost *hw)
{
	return hw->n_rounds || hw->reason;
}

/* Instructions per cycle; NAN if there are none or no cycles. */
double hw_cost_ipc(const struct hw_cost *hw);

/* Returns a new reference, or NULL if out of memory. */
json_t *hw_cost_to_json(const struct hw_cost *hw);

/* Returns NULL, or what was expected. *hw may then be half filled; hw_cost_clear() frees it. */
const char *hw_cost_from_json(const json_t *json, struct hw_cost *hw);

/* Returns NULL, or what is wrong with the figures. */
const char *hw_cost_check(const struct hw_cost *hw);

#endif /* BENCH_RESULT_HW_H */
