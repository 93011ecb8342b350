/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's own count of runs (bpf_stats) costs. */
#ifndef BENCH_PROGRAMS_COUNTING_H
#define BENCH_PROGRAMS_COUNTING_H

/* Returns the time that the kernel counts for a run of a program that returns at once, in clock
 * units, while counting is enabled; 0 if that cannot be found out. */
double counting_cost(void);

#endif /* BENCH_PROGRAMS_COUNTING_H */
