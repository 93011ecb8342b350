/* SPDX-License-Identifier: GPL-2.0-only */
/* Decides what becomes of an operation if a sample of it failed. */
#ifndef BENCH_ENGINE_OUTCOME_H
#define BENCH_ENGINE_OUTCOME_H

#include "bench/engine/engine.h"

/* The operation is put off, doubted, skipped or failed: by what its callback said (bench_reason()),
 * else by err, a negative errno. */
void outcome_set(struct measurement *m, struct op *op, int err);

/* As outcome_set(), for all operations of the round: the reason is that of a callback of the
 * object, and must be set. */
void outcome_set_all(struct measurement *m, int err);

#endif /* BENCH_ENGINE_OUTCOME_H */
