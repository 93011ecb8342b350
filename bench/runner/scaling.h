/* SPDX-License-Identifier: GPL-2.0-only */
/* How rates grow with the number of CPUs, as curves of text. */
#ifndef BENCH_SCALING_H
#define BENCH_SCALING_H

#include <stdio.h>

#include "bench/result/verdict.h"

/*
 * Prints a line for each operation that was measured with one CPU and with all: NAME_1, NAME_2, NAME_4
 * and so on, and NAME_all, which stands for cpus CPUs. It has the rates, a curve, and the last rate in
 * percent of cpus times the first. Prints nothing if there is no such operation.
 */
void scaling_print(const struct results *results, unsigned int cpus, FILE *out);

#endif /* BENCH_SCALING_H */
