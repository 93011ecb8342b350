/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints how long single operations took, as the tool funclatency does. */
#ifndef BENCH_DISTRIBUTION_H
#define BENCH_DISTRIBUTION_H

#include <stdio.h>

#include "bench/result/verdict.h"

/* Prints the histogram of every result that has one, in powers of two. unit is what the clock counts:
 * "ns" or "insns". */
void distribution_print(FILE *out, const struct results *results, const char *unit);

#endif /* BENCH_DISTRIBUTION_H */
