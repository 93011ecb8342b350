/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints results as a table, in the shape of the kernel's selftests. */
#ifndef BENCH_PRINT_H
#define BENCH_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/result/result.h"
#include "bench/result/screen.h"

/* How results are printed. */
struct print_style {
	const struct screen *screen;
	/* P99 and limit are in the line; else only value and interval. */
	bool full;
	/* Above 0: full, and more of the tail. */
	int verbose;
};

/* Prints "#1/3   map_perf/hash_lookup_hit:OK   12.4 ns  ±0.3  p99 31   <= 100 ns", or the reason if
 * there is no figure. */
void print_result(FILE *out, const struct result *result, unsigned int test, unsigned int op,
		  const struct print_style *style);

/* Returns true if the screen is wide enough for P99 and limits in the lines of results. */
bool print_is_full(const struct screen *screen);

/* Prints a figure with its significant digits: "0.31", "12.4", "1207". */
void print_number(char *text, size_t size, double value);

#endif /* BENCH_PRINT_H */
