/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether anything can be measured here at all, found out before starting. */
#ifndef BENCH_PREFLIGHT_H
#define BENCH_PREFLIGHT_H

#include <stddef.h>

/* Raises our limit of open files to what is allowed.  0, or -EMFILE with what to do in err. */
int preflight_files(char *err, size_t size);

/* 0, or a negative errno with what is missing and what to do in err. */
int preflight(char *err, size_t size);

/* The CPU to measure on: wanted, or the best of those allowed when it is -1
 * (env_best_cpu()).
 * A negative errno with the reason in err when it cannot be used. */
int preflight_cpu(int wanted, char *err, size_t size);

#endif /* BENCH_PREFLIGHT_H */
