/* SPDX-License-Identifier: GPL-2.0-only */
/* The limits of a run: the files that come with the programs, and those of -B. */
#ifndef BENCH_RUN_LIMITS_H
#define BENCH_RUN_LIMITS_H

#include <stddef.h>

#include "bench/result/bounds.h"
#include "bench/runner/child.h"
#include "bench/runner/options.h"

struct limits {
	/* The limits that are enforced, and with --claims the published figures. */
	struct bounds *bounds, *published;
	/* How many limits there were before those of -B. */
	size_t standard;
	/* If instructions are counted: the file that is pinned for this kernel, if there is one. */
	struct bounds_pinned pinned;
};

/* Reads all files. insns: instructions are counted. Returns 0, or an exit status after a message on
 * stderr. Call limits_free() in both cases. */
int limits_read(struct limits *limits, const struct options *options, bool insns);
void limits_free(struct limits *limits);

/* Returns how many limits come from -B. */
size_t limits_own(const struct limits *limits);

/* Checks that each limit of -B matches an operation of these or of those, in a unit that it can
 * have. Returns 0, or EXIT_USAGE after a message on stderr with the nearest names. */
int limits_known(const struct limits *limits, const struct children *these,
		 const struct children *those);

#endif /* BENCH_RUN_LIMITS_H */
