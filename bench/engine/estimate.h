/* SPDX-License-Identifier: GPL-2.0-only */
/* Computes the figure of an operation from all of its rounds. */
#ifndef BENCH_ENGINE_ESTIMATE_H
#define BENCH_ENGINE_ESTIMATE_H

#include "bench/engine/engine.h"

/* Returns the length of a core cycle in ns by which figures in time are converted: the median of
 * the rounds so far; 0 if it was not read. */
double estimate_cycle(const struct bench *bench);
/* Returns the quantile of the rounds that is the figure. */
double estimate_quantile(const struct op *op, const struct bench *bench);
/* Computes the figures of a round, and decides which operations have settled. */
void estimate_round(struct group *group, struct bench *bench);
/* Computes an operation's result from its rounds. Returns 0 or a negative errno. The caller frees
 * it with result_clear(). */
int estimate_result(const struct op *op, const struct bench *bench, struct result *result);
/* Returns true if the operation needs no more rounds: see struct pace. */
bool estimate_settled(const struct group *group, const struct op *op, const struct bench *bench);

#endif /* BENCH_ENGINE_ESTIMATE_H */
