/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_HASH_H
#define BENCH_HASH_H

#define HASH_START 0xcbf29ce484222325ULL

/* Continues the 64-bit FNV-1a hash of Fowler, Noll and Vo with a text. Start with HASH_START. It
 * tells texts apart; it is not a cryptographic hash. */
static inline unsigned long long hash_text(unsigned long long hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
	return hash;
}

#endif /* BENCH_HASH_H */
