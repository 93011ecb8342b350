/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds limits for what does not exist: an unknown operation, or a unit that its figure never has.
 */
#ifndef BENCH_KNOWN_H
#define BENCH_KNOWN_H

#include "bench/result/bounds.h"
#include "bench/runner/catalog.h"

struct unknown {
	const struct bound *bound;
	/* The message without file name and line: "no operation is called 'x'". */
	char what[256];
	/* The unknown name, for catalog_suggest(), or "" if the name is known. */
	char name[256];
};

/*
 * Checks the limits from number first on against the operations. Returns true with the first wrong
 * one in *unknown. A limit is wrong if its name or glob matches no operation, if no matching
 * operation can have its unit, or if it is a multiple of an operation that does not exist or always
 * has another unit. A tail has the unit of its operation.
 */
bool bounds_unknown(const struct bounds *bounds, size_t first, const struct children *operations,
		    struct unknown *unknown);

#endif /* BENCH_KNOWN_H */
