// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters are read around the run, because before 6.16 a program of this type may not read them.
 */
#define BENCH_SEC "tc"
#include "counted.bpf.h"
