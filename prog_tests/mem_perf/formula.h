/* SPDX-License-Identifier: GPL-2.0-only */
/* What the running kernel would say that a hash takes on a machine with another number of CPUs. */
#ifndef MEM_PERF_FORMULA_H
#define MEM_PERF_FORMULA_H

#include <stdbool.h>

#include "test_progs.h"

/* A hash with keys of 4 bytes and values of 8. */
struct mem_hash {
	bool prealloc;
	/* max_entries, and how many are in. */
	unsigned int entries, filled;
	/* The number of possible CPUs to compute for. */
	unsigned int cpus;
};

/*
 * bench_user_op.run with a struct mem_hash: bytes. The formula is the one that gives, to the byte,
 * what the kernel says on this machine (memlock in fdinfo). If none does, the operation is skipped.
 */
int mem_hash_formula(struct bench_round *round, unsigned int n, double *bytes);

/* The same: what the kernel says here of such a map. */
int mem_hash_fdinfo(struct bench_round *round, unsigned int n, double *bytes);

#endif /* MEM_PERF_FORMULA_H */
