/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits of what there is not: a name that no operation has, a unit that it never has. */
#ifndef BENCH_KNOWN_H
#define BENCH_KNOWN_H

#include "bench/bounds.h"
#include "bench/catalog.h"

struct unknown {
	const struct bound *bound;
	/* "no operation is called 'x'", without the file's name and line. */
	char what[256];
	/* The name that there is not, for catalog_suggest(); "" where that is not it. */
	char name[256];
};

/*
 * Holds the limits from the first-th on against the operations there are.  True, with the
 * first wrong one in *unknown, for a name or a glob that no operation has, a unit that no
 * operation which it names can have, and a multiple of what is not there or always is in
 * another unit.  Tails have the unit of their operation.
 */
bool bounds_unknown(const struct bounds *bounds, size_t first, const struct children *operations,
		    struct unknown *unknown);

#endif /* BENCH_KNOWN_H */
