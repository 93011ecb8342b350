/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the cost of a tool goes, in the five parts that guides name. */
#ifndef BENCH_PARTS_H
#define BENCH_PARTS_H

#include <stdio.h>

#include "bench/result/verdict.h"

/*
 * Prints for each tool of --tool what its user space, its map accesses, reaching its hooks, its
 * verification and its programs take. A part that is not known is said. Prints nothing for other
 * results.
 */
void parts_print(const struct results *results, FILE *out);

#endif /* BENCH_PARTS_H */
