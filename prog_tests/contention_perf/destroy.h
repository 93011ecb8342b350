/* SPDX-License-Identifier: GPL-2.0-only */
/* What others lose while the kernel frees a map: callbacks of the tables in
 * prog_tests/contention_perf.c. */
#ifndef CONTENTION_PERF_DESTROY_H
#define CONTENTION_PERF_DESTROY_H

#include "test_progs.h"

size_t destroy_size(void);
int destroy_before(struct bench_round *round);
int destroy_after(struct bench_round *round);

/* bench_user_op.arg. */
struct destroy {
	/* Prefixes in the trie, and how long after its end the others are watched, in ms. */
	unsigned int prefixes, ms;
};

/* bench_user_op.run: ns that a thread on the same CPU loses while a trie is destroyed, less what it
 * loses in as much time without; the same on another CPU, of the same run. */
int destroy_here(struct bench_round *round, unsigned int n, double *ns);
int destroy_elsewhere(struct bench_round *round, unsigned int n, double *ns);

#endif /* CONTENTION_PERF_DESTROY_H */
