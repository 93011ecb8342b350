/* SPDX-License-Identifier: GPL-2.0-only */
/* A cache that keeps the lines that were used last. */
#ifndef VM_PLUGIN_CACHE_H
#define VM_PLUGIN_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#define CACHE_LINE 64

struct cache {
	/* Numbers of lines + 1, and 0 for none: the ways of each set, the line used last first. */
	uint64_t *lines;
	/* Their number less one, for a number of sets that is a power of two. */
	uint64_t mask;
	unsigned int ways;
};

/* Makes an empty cache of size bytes.  Returns 0, -ENOMEM, or -EINVAL for a size that has no such
 * sets. */
int cache_init(struct cache *cache, uint64_t size, unsigned int ways);
/* Uses a line: an address without its last six bits.  Returns true if the cache had it; it has it
 * from now on. */
bool cache_use(struct cache *cache, uint64_t line);

#endif /* VM_PLUGIN_CACHE_H */
