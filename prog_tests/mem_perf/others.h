/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is not a map's own: callbacks of the tables in prog_tests/mem_perf.c. */
#ifndef MEM_PERF_OTHERS_H
#define MEM_PERF_OTHERS_H

#include "test_progs.h"

/* bench_user_op.run: bytes that the kernel takes for an array with a value of 8 bytes for each pid
 * that this machine may give (kernel.pid_max). */
int mem_array_by_pid(struct bench_round *round, unsigned int n, double *bytes);

/* bench_user_op.run: bytes of ftrace's buffer on each CPU, once it is used. */
int mem_ftrace_cpu(struct bench_round *round, unsigned int n, double *bytes);

#endif /* MEM_PERF_OTHERS_H */
