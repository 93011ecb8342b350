/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file with the trace: a sequence of chunks.  vm/explain/trace.py reads it.
 *
 * The file begins with TRACE_MAGIC.  A chunk has its kind and the size of what follows, as two
 * 32-bit numbers, and then that.  All numbers are little-endian.
 *
 *	TEXT	a line that the guest said, without its end
 *	BLOCK	a block: number and count of instructions (32 bits), address (64 bits), a byte with
 *		the size of each instruction, the instructions
 *	RUN	the numbers of the blocks that a window executed, 32 bits each
 *	MISSES	what the window that follows missed, 64 bits each: enum miss in the low bits, and
 *		above them the place in the window (misses.h)
 *	PART	the beginning of a window; its next part or its RUN follows
 *	AGAIN	the window is the same as an earlier one: where its RUN is in the file (64 bits)
 *	OPEN	the number of blocks of a window that was never closed (64 bits)
 *	FULL	the window, of which there may be parts, does not fit below the limit
 *	END	QEMU has ended, and the trace is complete
 */
#ifndef VM_PLUGIN_OUT_H
#define VM_PLUGIN_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TRACE_MAGIC "bpf-perf trace 1"

enum chunk {
	CHUNK_TEXT = 'T',
	CHUNK_BLOCK = 'B',
	CHUNK_RUN = 'R',
	CHUNK_MISSES = 'M',
	CHUNK_PART = 'P',
	CHUNK_AGAIN = 'A',
	CHUNK_OPEN = 'O',
	CHUNK_FULL = 'F',
	CHUNK_END = 'E',
};

struct out {
	FILE *file;
	const char *path;
	/* Written so far, and the limit, in bytes. */
	uint64_t at, limit;
	/* Nothing can be written any more; stderr has the reason. */
	bool failed;
};

/* Returns 0, or a negative errno. */
int out_open(struct out *out, const char *path, uint64_t limit);
/* Writes a chunk of one or two pieces; the size of an absent one is 0. */
void out_chunk(struct out *out, enum chunk kind, const void *a, size_t a_size, const void *b,
	       size_t b_size);
void out_close(struct out *out);

#endif /* VM_PLUGIN_OUT_H */
