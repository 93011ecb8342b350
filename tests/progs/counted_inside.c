// SPDX-License-Identifier: GPL-2.0-only
/* What counters say, read in the program. */
#define BENCH_SEC "raw_tp"
#include "counted.bpf.h"
