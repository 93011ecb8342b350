/* SPDX-License-Identifier: GPL-2.0-only */
/* Two handlers for the same events: the figure is how many times as dear one of them is. */
#ifndef PATTERN_PERF_PAIRS_H
#define PATTERN_PERF_PAIRS_H

#include "test_progs.h"

/* Differences of handlers are large: more rounds would only make the run longer. */
#define PAIR_ROUNDS 13

static inline double pair_ratio(double a, double b)
{
	return a / b;
}

/* How many times as dear the one is that the advice is against. */
#define PAIR(op, what, against, advised)                                                           \
	{                                                                                          \
		.name = op "_gain", .about = what, .a = against, .b = advised,                     \
		.figure = pair_ratio, .unit = "x", .higher_is_better = true                        \
	}

#endif /* PATTERN_PERF_PAIRS_H */
