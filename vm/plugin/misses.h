/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of a processor's caches and of its branch prediction.  It sees all that the guest does from
 * the start on, so that a window finds in the caches what was done before it, and it keeps where in
 * the open window something was missed: addresses of all accesses would be a hundred times as much.
 */
#ifndef VM_PLUGIN_MISSES_H
#define VM_PLUGIN_MISSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/plugin/branch.h"
#include "vm/plugin/cache.h"

#define MISSES_LEVELS 3

/* What was missed: the first 1, 2 or all 3 levels of caches, or where a branch goes. */
enum miss { MISS_L1, MISS_L2, MISS_L3, MISS_BRANCH };
#define MISS_BITS 2

/* Initialize it with zeros. */
struct misses {
	struct cache levels[MISSES_LEVELS];
	struct predictor predictor;
	/* The end of the block that is executed; NULL if it is not known. */
	const struct branch *last;
	/* Of the open window: places << MISS_BITS | enum miss. */
	uint64_t *at;
	size_t n, room;
	bool failed;
};

/* Makes a cache if the text is l1d=BYTES/WAYS, l2=... or l3=...  Returns 0, -ENOENT for another text,
 * or an error of cache_init(). */
int misses_configure(struct misses *misses, const char *text);
/* Returns true if there are all caches. */
bool misses_complete(const struct misses *misses);
/* Uses size bytes at an address, from the block at a place of the window; -1: there is no window. */
void misses_access(struct misses *misses, uint64_t address, size_t size, int64_t place);
/* A block begins at an address, and ends with a branch; place is that of the block before. */
void misses_block(struct misses *misses, uint64_t address, const struct branch *end, int64_t place);

#endif /* VM_PLUGIN_MISSES_H */
