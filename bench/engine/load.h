/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads a group's object for a round. */
#ifndef BENCH_ENGINE_LOAD_H
#define BENCH_ENGINE_LOAD_H

#include "bench/engine/engine.h"

/*
 * Opens the object, loads it and calls setup(). Operations whose programs the kernel refuses are
 * stopped with the reason, and the rest is loaded. Returns 0. Returns a negative errno if nothing
 * is loaded: with the reason of open() or setup() in round->why, for outcome_set_all(), or else
 * after all operations have been stopped.
 */
int load_round(struct group *group, const struct bench *bench, struct bench_round *round);
/* Calls teardown() and closes the object. */
void unload_round(const struct group *group, struct bench_round *round);

/* Takes the random seed from a map that hashes, before it is loaded: with counted instructions the same
 * keys must be in the same buckets in every round.  Changes no other map. */
void load_fix_seed(struct bpf_map *map);

#endif /* BENCH_ENGINE_LOAD_H */
