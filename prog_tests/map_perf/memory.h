/* SPDX-License-Identifier: GPL-2.0-only */
/* What maps take of the kernel's memory: progs/map_perf_memory.c. */
#ifndef MAP_MEMORY_H
#define MAP_MEMORY_H

#include "bench/bench.h"

extern const struct bench_user_op map_memory_ops[];

#endif /* MAP_MEMORY_H */
