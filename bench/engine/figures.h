/* SPDX-License-Identifier: GPL-2.0-only */
/* Computes the figures of a round from its samples. */
#ifndef BENCH_ENGINE_FIGURES_H
#define BENCH_ENGINE_FIGURES_H

#include "bench/engine/engine.h"

/* Computes the figures of the group's operations from the samples of a round; call it once per
 * round. An operation without enough memory fails. */
void figures_of_round(struct group *group, struct bench *bench);
/* Returns true if a larger figure is better: an undisturbed machine then reaches the upper end. */
bool higher_is_better(const struct op *op);
/* Returns the quantile of a round's samples that is its figure. */
double figures_quantile(const struct op *op);
/* Returns a quantile counted from the end that an undisturbed machine reaches. */
double toward_best(const struct op *op, double q);

#endif /* BENCH_ENGINE_FIGURES_H */
