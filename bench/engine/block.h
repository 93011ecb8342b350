/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes an operation's samples of a round in blocks: a few in a row, each between two readings of
 * the core. */
#ifndef BENCH_ENGINE_BLOCK_H
#define BENCH_ENGINE_BLOCK_H

#include "bench/engine/engine.h"

/* Takes one sample between two readings of the core. Returns 0 or a negative errno. */
int block_sample(struct measurement *m, struct op *op);
/* Returns true if the operation takes so long that the turns before this one are enough for a
 * round. */
bool block_enough(const struct measurement *m, const struct op *op, unsigned int turn);
/* Runs the operation once to warm the caches, and then takes a few samples in a row, each between
 * two readings of the core. Returns 0 or a negative errno. */
int block_run(struct measurement *m, struct op *op);
/* Runs all blocks of a round in a row, for operations that cannot take turns with others. Returns 0
 * or a negative errno. */
int block_run_all(struct measurement *m, struct op *op);
/* Times single operations into the histogram and checks their outcome. */
void block_tail(struct measurement *m, struct op *op);

#endif /* BENCH_ENGINE_BLOCK_H */
