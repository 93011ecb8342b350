/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a lookup in a hash, as differences of whole lookups: no clock fits inside one. */
#ifndef PROG_TESTS_MAP_PERF_PARTS_H
#define PROG_TESTS_MAP_PERF_PARTS_H

#include "test_progs.h"

/* For bench_object.derived of the objects map_perf_hash_size and map_perf_collisions. */
extern const struct bench_derived map_hash_size_derived[];
extern const struct bench_derived map_collision_derived[];

#endif /* PROG_TESTS_MAP_PERF_PARTS_H */
