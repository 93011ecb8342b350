/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a group's operations this kernel cannot do: they are stopped, with what it lacks. */
#ifndef BENCH_ENGINE_LACKS_H
#define BENCH_ENGINE_LACKS_H

#include "bench/engine/engine.h"

/* Finds out what the kernel lacks. Operations that need it are skipped, and so are rates if the
 * clock counts instructions. */
void lacks_scan(struct group *group, const struct bench *bench);

/* The cause of a load that failed with err: it is the verifier that says EACCES then. */
enum cause lacks_cause(int err);

/*
 * The kernel refused to load the operation's programs with err and the words why: the operation is
 * skipped if the kernel refuses the least program that does the same, too, and fails if not.
 */
void lacks_refused(const struct group *group, struct op *op, int err, const char *why);

/* Stops what is computed from an operation that was stopped. */
void lacks_stop_dependants(struct group *group);

#endif /* BENCH_ENGINE_LACKS_H */
