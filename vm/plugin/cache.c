// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vm/plugin/cache.h"

int cache_init(struct cache *cache, uint64_t size, unsigned int ways)
{
	uint64_t sets = ways ? size / CACHE_LINE / ways : 0;

	if (!sets || sets & (sets - 1) || sets * ways * CACHE_LINE != size)
		return -EINVAL;
	*cache = (struct cache){ .lines = calloc(sets * ways, sizeof(*cache->lines)),
				 .mask = sets - 1,
				 .ways = ways };
	return cache->lines ? 0 : -ENOMEM;
}

bool cache_use(struct cache *cache, uint64_t line)
{
	uint64_t *set = cache->lines + (line & cache->mask) * cache->ways, key = line + 1;
	unsigned int way = 0;
	bool had;

	/* Most lines were used just before. */
	if (set[0] == key)
		return true;
	while (way < cache->ways - 1 && set[way] != key)
		way++;
	had = set[way] == key;
	memmove(set + 1, set, way * sizeof(*set));
	set[0] = key;
	return had;
}
