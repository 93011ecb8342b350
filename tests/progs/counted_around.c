// SPDX-License-Identifier: GPL-2.0-only
/* What counters say, read around the run: before 6.16 a program of this type may not. */
#define BENCH_SEC "tc"
#include "counted.bpf.h"
