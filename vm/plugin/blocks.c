// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vm/plugin/blocks.h"

#define FIRST_ROOM 65536

uint64_t blocks_hash(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *at = data;
	uint64_t word;

	for (size_t step; size; size -= step, at += step) {
		step = size < sizeof(word) ? size : sizeof(word);
		word = 0;
		memcpy(&word, at, step);
		/* An odd factor with bits everywhere, and the high half folded back. */
		hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 32;
	}
	return hash;
}

static uint64_t hash_of(uint64_t address, const void *data, uint32_t size)
{
	return blocks_hash(blocks_hash(0, &address, sizeof(address)), data, size);
}

/* Returns the slot of the block, or the free one where it belongs. */
static uint32_t *slot_of(const struct blocks *blocks, uint64_t address, const void *data,
			 uint32_t size)
{
	size_t mask = blocks->n_slots - 1, i = hash_of(address, data, size) & mask;

	for (; blocks->slots[i]; i = (i + 1) & mask) {
		const struct block *block = blocks->at[blocks->slots[i] - 1];

		if (block->address == address && block->size == size &&
		    !memcmp(block->data, data, size))
			break;
	}
	return &blocks->slots[i];
}

/* Doubles the room.  Half of the slots are empty then. */
static int grow(struct blocks *blocks)
{
	size_t room = blocks->room ? 2 * blocks->room : FIRST_ROOM;
	struct block **at = realloc(blocks->at, room * sizeof(*at));
	uint32_t *slots = calloc(2 * room, sizeof(*slots));

	if (at)
		blocks->at = at;
	if (!at || !slots) {
		free(slots);
		return -ENOMEM;
	}
	free(blocks->slots);
	blocks->slots = slots;
	blocks->n_slots = 2 * room;
	blocks->room = room;
	for (size_t i = 0; i < blocks->n; i++) {
		const struct block *block = blocks->at[i];

		*slot_of(blocks, block->address, block->data, block->size) = i + 1;
	}
	return 0;
}

int64_t blocks_find(struct blocks *blocks, uint64_t address, uint32_t n_insns, const void *data,
		    uint32_t size)
{
	struct block *block;
	uint32_t *slot;

	if (blocks->n == blocks->room && grow(blocks))
		return -ENOMEM;
	slot = slot_of(blocks, address, data, size);
	if (*slot)
		return *slot - 1;
	block = malloc(sizeof(*block) + size);
	if (!block)
		return -ENOMEM;
	*block = (struct block){ .address = address, .n_insns = n_insns, .size = size };
	memcpy(block->data, data, size);
	blocks->at[blocks->n++] = block;
	*slot = blocks->n;
	return blocks->n - 1;
}
