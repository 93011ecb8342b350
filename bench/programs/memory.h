/* SPDX-License-Identifier: GPL-2.0-only */
/* What a cgroup of our own is charged for programs and maps. */
#ifndef BENCH_PROGRAMS_MEMORY_H
#define BENCH_PROGRAMS_MEMORY_H

#include <stdint.h>

#include "bench/programs/object.h"

/*
 * Loads a program with maps that exist already, and sets *bytes to the most memory that the kernel
 * used for it at once: that of its verification. Returns 0; -ENODATA with the reason in why if this
 * kernel or machine does not tell it; or the negative errno of the load.
 */
int memory_peak(const struct object *object, const struct program *program, int64_t *bytes,
		char *why, size_t size);

/* Creates a map like this one and sets *bytes to what it takes. Returns as memory_peak(). */
int memory_charged(const struct bpf_map *map, int64_t *bytes, char *why, size_t size);

#endif /* BENCH_PROGRAMS_MEMORY_H */
