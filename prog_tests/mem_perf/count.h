/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts the memory of maps: by what the kernel says of a map (memlock in fdinfo), and by what it
 * charges to a cgroup of ours. Callbacks of the tables in prog_tests/mem_perf.c. */
#ifndef MEM_PERF_COUNT_H
#define MEM_PERF_COUNT_H

#include "mem_perf/kinds.h"

/* Kinds of maps that are counted by mem_count_*(). */
#define MEM_KINDS 40

/* The size of what the object keeps. Zeros are right. */
size_t mem_count_size(void);

/* bench_object: enters the cgroup; leaves it; waits for the maps of the last round to be freed;
 * closes this round's maps. */
int mem_count_before(struct bench_round *round);
int mem_count_after(struct bench_round *round);
int mem_count_setup(struct bench_round *round);
void mem_count_teardown(struct bench_round *round);

/* bench_user_op.run: bytes charged for one of the smallest maps; bytes charged for each entry; bytes
 * that the kernel says the full map takes; these in percent of the bytes charged for it. arg is a
 * struct mem_kind of the table that mem_count_before() knows nothing of: its maps are made when the
 * first of its operations runs. */
int mem_count_map(struct bench_round *round, unsigned int n, double *bytes);
int mem_count_entry(struct bench_round *round, unsigned int n, double *bytes);
int mem_count_entry_cpu(struct bench_round *round, unsigned int n, double *bytes);
int mem_count_fdinfo(struct bench_round *round, unsigned int n, double *bytes);
int mem_count_told(struct bench_round *round, unsigned int n, double *percent);

/* bench_user_op.run: bytes charged for the full map, all of it. */
int mem_count_charged(struct bench_round *round, unsigned int n, double *bytes);

#endif /* MEM_PERF_COUNT_H */
