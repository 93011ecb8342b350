/* SPDX-License-Identifier: GPL-2.0-only */
/* Adds loads of programs to what they cost. */
#ifndef BENCH_ENGINE_PROGRAM_COST_H
#define BENCH_ENGINE_PROGRAM_COST_H

#include <stdbool.h>

#include "bench/engine/verifier.h"
#include "bench/result/result.h"

/* Adds the verification time of one round, in microseconds. Returns false if out of memory. */
bool program_cost_round(struct program_cost *cost, double us);

/* Adds a round in which a callback has loaded one program. */
void program_cost_add(struct program_cost *cost, const struct verifier_stats *stats);

#endif /* BENCH_ENGINE_PROGRAM_COST_H */
