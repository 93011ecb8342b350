// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "vm/plugin/branch.h"

static bool is_prefix(unsigned char byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64:
	case 0x65:
	case 0x66:
	case 0x67:
	case 0xf0:
	case 0xf2:
	case 0xf3:
		return true;
	default:
		return false;
	}
}

static int64_t displacement(const unsigned char *end, size_t size)
{
	int8_t narrow;
	int32_t wide;

	if (size == sizeof(narrow)) {
		memcpy(&narrow, end - size, size);
		return narrow;
	}
	memcpy(&wide, end - sizeof(wide), sizeof(wide));
	return wide;
}

/* Sets kind and target of what has the opcode at *code and left bytes from there on.  A block may end
 * with the beginning of an instruction that crosses a page: that is none. */
static void decode(struct branch *branch, const unsigned char *code, size_t left)
{
	size_t width = 0;

	if ((*code >= 0x70 && *code <= 0x7f) || (*code >= 0xe0 && *code <= 0xe3)) {
		branch->kind = left == 2 ? BRANCH_CONDITIONAL : BRANCH_NONE;
		width = 1;
	} else if (*code == 0x0f && left == 6 && code[1] >= 0x80 && code[1] <= 0x8f) {
		branch->kind = BRANCH_CONDITIONAL;
		width = 4;
	} else if (*code == 0xe8 && left == 5) {
		branch->kind = BRANCH_CALL;
		width = 4;
	} else if (*code == 0xc2 || *code == 0xc3) {
		branch->kind = BRANCH_RETURN;
	} else if (*code == 0xff && left >= 2) {
		unsigned int reg = code[1] >> 3 & 7;

		if (reg == 2 || reg == 3)
			branch->kind = BRANCH_INDIRECT_CALL;
		else if (reg == 4 || reg == 5)
			branch->kind = BRANCH_INDIRECT_JUMP;
	}
	if (branch->kind != BRANCH_NONE && width)
		branch->target = branch->end + displacement(code + left, width);
}

struct branch branch_of(uint64_t at, const unsigned char *insn, size_t size)
{
	struct branch branch = { .kind = BRANCH_NONE, .at = at, .end = at + size };
	size_t i = 0;

	while (i < size && is_prefix(insn[i]))
		i++;
	if (i < size && (insn[i] & 0xf0) == 0x40)
		i++;
	if (i < size)
		decode(&branch, insn + i, size - i);
	return branch;
}

static bool condition(struct predictor *p, const struct branch *branch, uint64_t to)
{
	bool taken = to == branch->target, wrong;
	unsigned char *counter =
		&p->counters[(branch->at ^ branch->at >> 14 ^ p->history << 2) % BRANCH_COUNTERS];

	/* The block was left before it. */
	if (!taken && to != branch->end)
		return false;
	wrong = taken != (*counter >= 2);
	if (taken && *counter < 3)
		(*counter)++;
	else if (!taken && *counter)
		(*counter)--;
	p->history = (p->history << 1 | taken) & ((1U << BRANCH_HISTORY) - 1);
	return wrong;
}

static bool to_last_target(struct predictor *p, const struct branch *branch, uint64_t to)
{
	uint64_t *last = &p->targets[(branch->at ^ branch->at >> 12) % BRANCH_TARGETS];
	bool wrong = *last != to;

	*last = to;
	return wrong;
}

static void call(struct predictor *p, const struct branch *branch)
{
	p->top = (p->top + 1) % BRANCH_RETURNS;
	p->returns[p->top] = branch->end;
}

bool branch_goes(struct predictor *p, const struct branch *branch, uint64_t to)
{
	uint64_t expected;

	switch (branch->kind) {
	case BRANCH_CONDITIONAL:
		return condition(p, branch, to);
	case BRANCH_CALL:
		if (to == branch->target)
			call(p, branch);
		return false;
	case BRANCH_INDIRECT_CALL:
		call(p, branch);
		return to_last_target(p, branch, to);
	case BRANCH_INDIRECT_JUMP:
		return to_last_target(p, branch, to);
	case BRANCH_RETURN:
		expected = p->returns[p->top];
		p->top = (p->top + BRANCH_RETURNS - 1) % BRANCH_RETURNS;
		return to != expected;
	default:
		return false;
	}
}
