/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of load_perf. */
#ifndef PROG_TESTS_LOAD_PERF_H
#define PROG_TESTS_LOAD_PERF_H

#include "test_progs.h"

/* Programs of any size, maps, BTF; programs of 100 000 instructions; an object; uprobes. */
extern const struct bench_object load_perf_verify, load_perf_large, load_perf_maps;
extern const struct bench_object load_perf_skeleton, load_perf_uprobes;
/* The most memory of a load. */
extern const struct bench_object load_perf_memory;
/* 100 uprobes; 1000, which take a minute; USDT probes. */
extern const struct bench_object load_perf_uprobes_many, load_perf_uprobes_most, load_perf_usdts;

#endif /* PROG_TESTS_LOAD_PERF_H */
