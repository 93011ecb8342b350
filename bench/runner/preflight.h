/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks before the run whether anything can be measured here. */
#ifndef BENCH_PREFLIGHT_H
#define BENCH_PREFLIGHT_H

#include <stddef.h>

/* Raises the soft limit of open files to the hard limit. Returns 0, or -EMFILE with the reason and
 * the remedy in err. */
int preflight_files(char *err, size_t size);

/* Returns 0, or a negative errno with what is missing and the remedy in err. */
int preflight(char *err, size_t size);

/* Returns the CPU to measure on: wanted, or env_best_cpu() if wanted is -1. Returns a negative
 * errno with the reason in err if it cannot be used. */
int preflight_cpu(int wanted, char *err, size_t size);

#endif /* BENCH_PREFLIGHT_H */
