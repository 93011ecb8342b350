/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints the table of a run: by family, and in each family what failed first. */
#ifndef BENCH_RUNNER_LISTING_H
#define BENCH_RUNNER_LISTING_H

#include <stdio.h>

#include "bench/result/screen.h"
#include "bench/result/verdict.h"
#include "bench/runner/catalog.h"

/* Where not all lines would fit on the screen, none has P99 and limit, unless verbose is above 0. */
void listing_print(FILE *out, const struct results *results, const struct catalog *catalog,
		   const struct screen *screen, int verbose);

#endif /* BENCH_RUNNER_LISTING_H */
