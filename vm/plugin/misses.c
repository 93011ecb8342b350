// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vm/plugin/misses.h"

static const char *const levels[MISSES_LEVELS] = { "l1d=", "l2=", "l3=" };

int misses_configure(struct misses *m, const char *text)
{
	uint64_t size;
	char *end;

	for (size_t i = 0; i < MISSES_LEVELS; i++) {
		if (strncmp(text, levels[i], strlen(levels[i])) != 0)
			continue;
		size = strtoull(text + strlen(levels[i]), &end, 10);
		if (*end != '/')
			return -EINVAL;
		return cache_init(&m->levels[i], size, strtoul(end + 1, NULL, 10));
	}
	return -ENOENT;
}

bool misses_complete(const struct misses *m)
{
	for (size_t i = 0; i < MISSES_LEVELS; i++)
		if (!m->levels[i].lines)
			return false;
	return true;
}

static void keep(struct misses *m, enum miss miss, int64_t place)
{
	size_t room = m->room ? 2 * m->room : 1 << 16;
	uint64_t *at;

	if (place < 0 || m->failed)
		return;
	if (m->n == m->room) {
		at = realloc(m->at, room * sizeof(*at));
		if (!at) {
			m->failed = true;
			return;
		}
		m->at = at;
		m->room = room;
	}
	m->at[m->n++] = (uint64_t)place << MISS_BITS | miss;
}

static void use(struct misses *m, uint64_t line, int64_t place)
{
	unsigned int level = 0;

	while (level < MISSES_LEVELS && !cache_use(&m->levels[level], line))
		level++;
	if (level)
		keep(m, MISS_L1 + level - 1, place);
}

void misses_access(struct misses *m, uint64_t address, size_t size, int64_t place)
{
	uint64_t first = address / CACHE_LINE, last = (address + size - 1) / CACHE_LINE;

	use(m, first, place);
	if (last != first)
		use(m, last, place);
}

void misses_block(struct misses *m, uint64_t address, const struct branch *end, int64_t place)
{
	if (m->last && branch_goes(&m->predictor, m->last, address))
		keep(m, MISS_BRANCH, place);
	m->last = end;
}
