/* SPDX-License-Identifier: GPL-2.0-only */
/* Predicts where branches go, as processors do in principle. */
#ifndef VM_PLUGIN_BRANCH_H
#define VM_PLUGIN_BRANCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum branch_kind {
	/* Anything that is not predicted. */
	BRANCH_NONE,
	BRANCH_CONDITIONAL,
	BRANCH_CALL,
	BRANCH_INDIRECT_CALL,
	BRANCH_INDIRECT_JUMP,
	BRANCH_RETURN,
};

/* The last instruction of a block. */
struct branch {
	enum branch_kind kind;
	/* Where it is and ends, and where it goes if that is fixed. */
	uint64_t at, end, target;
};

/* A table of 2-bit counters, by address and the last outcomes (gshare); a table of the last targets;
 * a stack of returns. */
#define BRANCH_COUNTERS 16384
#define BRANCH_HISTORY 12
#define BRANCH_TARGETS 4096
#define BRANCH_RETURNS 16

/* Initialize it with zeros. */
struct predictor {
	unsigned char counters[BRANCH_COUNTERS];
	uint64_t targets[BRANCH_TARGETS];
	uint64_t returns[BRANCH_RETURNS];
	unsigned int history, top;
};

/* Returns the branch that an instruction at an address is. */
struct branch branch_of(uint64_t at, const unsigned char *insn, size_t size);
/* The guest went from a branch to an address.  Returns true if that was predicted wrongly. */
bool branch_goes(struct predictor *predictor, const struct branch *branch, uint64_t to);

#endif /* VM_PLUGIN_BRANCH_H */
