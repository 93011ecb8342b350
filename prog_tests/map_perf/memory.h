/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel memory of maps: progs/map_perf_memory.c. */
#ifndef MAP_MEMORY_H
#define MAP_MEMORY_H

#include "test_progs.h"

extern const struct bench_user_op map_memory_ops[];

#endif /* MAP_MEMORY_H */
