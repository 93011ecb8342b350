/* SPDX-License-Identifier: GPL-2.0-only */
/* A tool on all read() calls that looks for one in 20, by process, by name or by size. */
#ifndef PATTERN_PERF_FILTER_H
#define PATTERN_PERF_FILTER_H

#include "test_progs.h"

extern const struct bench_object pattern_perf_filter;

#endif /* PATTERN_PERF_FILTER_H */
