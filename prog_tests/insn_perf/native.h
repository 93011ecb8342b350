/* SPDX-License-Identifier: GPL-2.0-only */
/* The work of progs/insn_perf_work.h, compiled for the machine. */
#ifndef PROG_TESTS_INSN_PERF_NATIVE_H
#define PROG_TESTS_INSN_PERF_NATIVE_H

#include "test_progs.h"
#include "progs/insn_perf_work.h"

/* Fills in the data, and what each kind of work gives for them. */
void native_fill(struct work_shared *shared);

/* Do the work n times, n being a multiple of 8: .run of operations. */
int native_empty(struct bench_round *round, unsigned int n, double *ns);
int native_hash(struct bench_round *round, unsigned int n, double *ns);
int native_search(struct bench_round *round, unsigned int n, double *ns);
int native_checksum(struct bench_round *round, unsigned int n, double *ns);
int native_parse(struct bench_round *round, unsigned int n, double *ns);

#endif /* PROG_TESTS_INSN_PERF_NATIVE_H */
