/* SPDX-License-Identifier: GPL-2.0-only */
/* What an object keeps from its first round to its last: bench_object.ctx_size, before, after. */
#ifndef BENCH_CONTEXT_H
#define BENCH_CONTEXT_H

struct bench;
struct bench_round;
struct group;

/* Returns a round of the group's object for callbacks, with nothing loaded yet. */
struct bench_round context_round(const struct group *group, const struct bench *bench);

/* Allocates the context and calls before(), once per group. Returns 0, or a negative errno after
 * stopping all operations. */
int context_open(struct group *group, const struct bench *bench);

/* Calls after() and frees the context. Does nothing if context_open() was not called. */
void context_close(struct group *group, const struct bench *bench);

#endif /* BENCH_CONTEXT_H */
