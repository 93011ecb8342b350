/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs one round of a group and proves that everything ran. */
#ifndef BENCH_ENGINE_ROUND_H
#define BENCH_ENGINE_ROUND_H

#include "bench/engine/engine.h"

/* Loads the object, measures the operations that are needed, and unloads it. */
void round_run(struct group *group, struct bench *bench);

#endif /* BENCH_ENGINE_ROUND_H */
