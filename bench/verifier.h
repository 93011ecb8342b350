/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's verifier says of an object's programs when they are loaded.
 */
#ifndef BENCH_VERIFIER_H
#define BENCH_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/libbpf.h>

struct group;
struct op;

/* The statistics of one program. */
struct verifier_stats {
	/* Instructions that it looked at, one on several paths more than once. */
	uint64_t insns;
	/* How long it took, in the kernel's own microseconds: where the clock counts
	 * instructions, thousands of them. */
	uint64_t us;
};

/* Reads a verifier log.  False when a figure is not in it. */
bool verifier_parse(const char *log, struct verifier_stats *stats);

/* Room for the statistics of the programs of one object. */
struct verifier_logs;

/*
 * Before the load: the own programs of the group's operations shall have their
 * statistics written.  NULL when there is no memory; for verifier_free() when the object
 * was loaded and verifier_add() called.
 */
struct verifier_logs *verifier_ask(const struct group *group, const struct bpf_object *obj);
void verifier_free(struct verifier_logs *logs);

/*
 * After the load: adds what the verifier said of the operation's own programs (its
 * loop, or what it attaches) as one more round.  Nothing where the kernel did not
 * tell of each of them.
 */
void verifier_add(struct op *op, const struct bpf_object *obj);

#endif /* BENCH_VERIFIER_H */
