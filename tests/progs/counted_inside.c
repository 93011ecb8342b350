// SPDX-License-Identifier: GPL-2.0-only
/* Counters are read in the program. */
#define BENCH_SEC "raw_tp"
#include "counted.bpf.h"
