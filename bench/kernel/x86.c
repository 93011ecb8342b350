// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>

#include "bench/kernel/x86.h"

/* What follows an opcode. MODRM is an operand in memory or a register. Z is an immediate of four
 * bytes, or of two after the prefix 0x66. */
enum { MODRM = 1, IMM8 = 2, IMM16 = 4, IMMZ = 8, IMM32 = 16, IMMV = 32, MOFFS = 64, GROUP3 = 128 };

/* A range of opcodes of the same shape. */
struct shape {
	uint8_t first, last;
	int follows;
};

/* Opcodes of one byte. What is not here has nothing after it. */
static const struct shape one_byte[] = {
	{ 0x62, 0x63, MODRM },	      { 0x68, 0x68, IMMZ },	    { 0x69, 0x69, MODRM | IMMZ },
	{ 0x6a, 0x6a, IMM8 },	      { 0x6b, 0x6b, MODRM | IMM8 }, { 0x70, 0x7f, IMM8 },
	{ 0x80, 0x80, MODRM | IMM8 }, { 0x81, 0x81, MODRM | IMMZ }, { 0x83, 0x83, MODRM | IMM8 },
	{ 0x84, 0x8f, MODRM },	      { 0xa0, 0xa3, MOFFS },	    { 0xa8, 0xa8, IMM8 },
	{ 0xa9, 0xa9, IMMZ },	      { 0xb0, 0xb7, IMM8 },	    { 0xb8, 0xbf, IMMV },
	{ 0xc0, 0xc1, MODRM | IMM8 }, { 0xc2, 0xc2, IMM16 },	    { 0xc6, 0xc6, MODRM | IMM8 },
	{ 0xc7, 0xc7, MODRM | IMMZ }, { 0xc8, 0xc8, IMM16 | IMM8 }, { 0xca, 0xca, IMM16 },
	{ 0xcd, 0xcd, IMM8 },	      { 0xd0, 0xd3, MODRM },	    { 0xd8, 0xdf, MODRM },
	{ 0xe0, 0xe7, IMM8 },	      { 0xe8, 0xe9, IMM32 },	    { 0xeb, 0xeb, IMM8 },
	{ 0xf6, 0xf7, GROUP3 },	      { 0xfe, 0xff, MODRM },
};

/* Opcodes after 0x0f. What is not here has MODRM. */
static const struct shape two_bytes[] = {
	{ 0x05, 0x09, 0 },
	{ 0x0b, 0x0b, 0 },
	{ 0x0e, 0x0e, 0 },
	{ 0x30, 0x37, 0 },
	{ 0x70, 0x73, MODRM | IMM8 },
	{ 0x77, 0x77, 0 },
	{ 0x80, 0x8f, IMM32 },
	{ 0xa0, 0xa2, 0 },
	{ 0xa4, 0xa4, MODRM | IMM8 },
	{ 0xa8, 0xaa, 0 },
	{ 0xac, 0xac, MODRM | IMM8 },
	{ 0xba, 0xba, MODRM | IMM8 },
	{ 0xc2, 0xc2, MODRM | IMM8 },
	{ 0xc4, 0xc6, MODRM | IMM8 },
	{ 0xc8, 0xcf, 0 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int find(const struct shape *shapes, size_t n, uint8_t opcode, int otherwise)
{
	for (size_t i = 0; i < n; i++)
		if (opcode >= shapes[i].first && opcode <= shapes[i].last)
			return shapes[i].follows;
	return otherwise;
}

static int follows_one_byte(uint8_t opcode)
{
	/* The arithmetic of eight kinds: four with an operand, two with an immediate. */
	if (opcode < 0x40 && (opcode & 7) < 4)
		return MODRM;
	if (opcode < 0x40 && (opcode & 7) < 6)
		return opcode & 1 ? IMMZ : IMM8;
	return find(one_byte, COUNT(one_byte), opcode, 0);
}

/* Prefixes of an instruction. */
struct prefixes {
	bool word, wide;
};

static bool is_prefix(uint8_t byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64 ... 0x67:
	case 0xf0:
	case 0xf2:
	case 0xf3:
		return true;
	default:
		return false;
	}
}

/* Bytes of the operand at code: itself, an index and a displacement. */
static size_t operand_length(const uint8_t *code, size_t size)
{
	uint8_t mode, base;
	size_t n = 1;

	if (!size)
		return 1;
	mode = code[0] >> 6;
	base = code[0] & 7;
	if (mode == 3)
		return n;
	if (base == 4) {
		if (size < 2)
			return 2;
		base = code[1] & 7;
		n++;
		/* Without a base there is a displacement, as there is relative to the code. */
	}
	if (mode == 1)
		return n + 1;
	return mode == 2 || base == 5 ? n + 4 : n;
}

static size_t immediate_length(int follows, const struct prefixes *prefixes)
{
	size_t n = 0;

	if (follows & IMM8)
		n += 1;
	if (follows & IMM16)
		n += 2;
	if (follows & IMM32)
		n += 4;
	if (follows & IMMZ)
		n += prefixes->word ? 2 : 4;
	if (follows & IMMV)
		n += prefixes->wide ? 8 : prefixes->word ? 2 : 4;
	if (follows & MOFFS)
		n += 8;
	return n;
}

/* Finds out what follows the opcode at code. *n becomes its length. */
static int read_opcode(const uint8_t *code, size_t size, size_t *n)
{
	/* VEX prefixes; the map of opcodes is in the longer one. */
	if (code[0] == 0xc5) {
		*n = 3;
		return size < 3 ? 0 : find(two_bytes, COUNT(two_bytes), code[2], MODRM);
	}
	if (code[0] == 0xc4) {
		*n = 4;
		return size < 2 || (code[1] & 31) != 3 ? MODRM : MODRM | IMM8;
	}
	*n = 1;
	if (code[0] != 0x0f)
		return follows_one_byte(code[0]);
	*n = 2;
	if (size < 2)
		return 0;
	if (code[1] == 0x38 || code[1] == 0x3a) {
		*n = 3;
		return code[1] == 0x38 ? MODRM : MODRM | IMM8;
	}
	return find(two_bytes, COUNT(two_bytes), code[1], MODRM);
}

size_t x86_length(const uint8_t *code, size_t size)
{
	struct prefixes prefixes = {};
	size_t at = 0, n;
	int follows;

	for (; at < size && is_prefix(code[at]); at++)
		prefixes.word = prefixes.word || code[at] == 0x66;
	/* REX is the last prefix. */
	if (at < size && code[at] >> 4 == 4)
		prefixes.wide = code[at++] & 8;
	if (at >= size)
		return 0;
	follows = read_opcode(code + at, size - at, &n);
	at += n;
	/* The first two of a group of eight have an immediate. */
	if (follows == GROUP3) {
		bool byte = at <= size && !(code[at - 1] & 1);

		follows = MODRM;
		if (at < size && (code[at] >> 3 & 7) < 2)
			follows |= byte ? IMM8 : IMMZ;
	}
	if (follows & MODRM)
		at += at < size ? operand_length(code + at, size - at) : 1;
	at += immediate_length(follows, &prefixes);
	return at <= size ? at : 0;
}

long x86_count(const uint8_t *code, size_t size)
{
	size_t at = 0, n;
	long count = 0;

	for (; at < size; at += n, count++) {
		n = x86_length(code + at, size - at);
		if (!n)
			return -EINVAL;
	}
	return count;
}
