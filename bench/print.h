/* SPDX-License-Identifier: GPL-2.0-only */
/* Results for people: the table, in the shape of the kernel's selftests. */
#ifndef BENCH_PRINT_H
#define BENCH_PRINT_H

#include <stdio.h>

#include "bench/result.h"

/*
 * "#1/3   map_perf/hash_lookup_hit:OK   12.4 ns  ±0.3  p99 31   <= 100 ns", or
 * the reason where there is no figure.  More of the tail with verbose > 0.
 */
void print_result(FILE *out, const struct result *result, unsigned int test, unsigned int op,
		  int verbose);

/* A figure with as many digits as carry meaning: "0.31", "12.4", "1207". */
void print_number(char *text, size_t size, double value);

#endif /* BENCH_PRINT_H */
