/* SPDX-License-Identifier: GPL-2.0-only */
/* The blocks that QEMU translated.  A kernel patches its code (static keys, ftrace, kprobes), so a
 * block is its address and its bytes. */
#ifndef VM_PLUGIN_BLOCKS_H
#define VM_PLUGIN_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/plugin/branch.h"

struct block {
	uint64_t address;
	uint32_t n_insns;
	/* Size in bytes of data: a byte with the size of each instruction, and then the
	 * instructions. */
	uint32_t size;
	/* Its last instruction, if there is a model of misses. */
	struct branch end;
	/* The trace has it. */
	bool written;
	unsigned char data[];
};

/* Initialize it with zeros.  It lives as long as QEMU does. */
struct blocks {
	/* By number. */
	struct block **at;
	size_t n, room;
	/* Numbers + 1 by hash; 0 is empty.  Its size is a power of two. */
	uint32_t *slots;
	size_t n_slots;
};

/* Returns the number of the block, which may be new, or -ENOMEM. */
int64_t blocks_find(struct blocks *blocks, uint64_t address, uint32_t n_insns, const void *data,
		    uint32_t size);

/* Returns a hash of size bytes, continuing that of others; begin with 0. */
uint64_t blocks_hash(uint64_t hash, const void *data, size_t size);

#endif /* VM_PLUGIN_BLOCKS_H */
