/* SPDX-License-Identifier: GPL-2.0-only */
/* Which limits a run is held against: files that come with the programs, and those of -B. */
#ifndef BENCH_RUN_LIMITS_H
#define BENCH_RUN_LIMITS_H

#include <stddef.h>

#include "bench/bounds.h"
#include "bench/child.h"
#include "bench/options.h"

struct limits {
	/* What is enforced; and with --claims what is published. */
	struct bounds *bounds, *published;
	/* How many limits there were before those of -B. */
	size_t standard;
	/* Where instructions are counted: the file that is pinned for this kernel, or "". */
	char pinned[PATH_MAX];
};

/*
 * Reads all files; insns: instructions are counted.  0, or an exit status, and why is on
 * stderr; limits_free() either way.
 */
int limits_read(struct limits *limits, const struct options *options, bool insns);
void limits_free(struct limits *limits);

/* How many limits the user has given. */
size_t limits_own(const struct limits *limits);

/*
 * Whether all of those are about something: an operation of these or of those, in a unit that
 * it can have.  0, or EXIT_USAGE, and what is wrong, and what may be meant, is on stderr.
 */
int limits_known(const struct limits *limits, const struct children *these,
		 const struct children *those);

#endif /* BENCH_RUN_LIMITS_H */
