/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that are the same on every machine. */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include <stdint.h>

/* Steele, Lea and Flood's SplitMix64. */
static inline uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Between 0 and 1, neither included. */
static inline double uniform(uint64_t *seed)
{
	return ((next_random(seed) >> 11) + 0.5) * 0x1p-53;
}

#endif /* TESTS_UNIT_RANDOM_H */
