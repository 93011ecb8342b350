/* SPDX-License-Identifier: GPL-2.0-only */
/* Measures what attached programs add to an event. */
#ifndef BENCH_ENGINE_HOOK_H
#define BENCH_ENGINE_HOOK_H

#include "bench/engine/engine.h"

/* Measures one round of a hook operation: samples, tails, proof. */
void hook_run(struct measurement *m, struct op *op);

#endif /* BENCH_ENGINE_HOOK_H */
