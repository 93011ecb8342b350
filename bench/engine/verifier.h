/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's verifier says about an object's programs when they are loaded. */
#ifndef BENCH_VERIFIER_H
#define BENCH_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/libbpf.h>

struct group;
struct op;

/* The statistics of one program. */
struct verifier_stats {
	/* Instructions that it processed. One that is on several paths counts several times. */
	uint64_t insns;
	/* Verification time, measured by the kernel in microseconds. If the clock counts
	 * instructions, a unit is a thousand of them. */
	uint64_t us;
	/* States that it kept in all and at most at a time, and the bytes of stack of the program
	 * and its subprograms; 0 if the kernel does not tell. */
	uint64_t states, peak_states, stack_bytes;
	/* Not in the log: the length of the code as the kernel runs it; 0 if it is unknown. */
	uint64_t xlated_bytes, jited_bytes;
};

/* Parses a verifier log. Returns false if one of the figures is missing. */
bool verifier_parse(const char *log, struct verifier_stats *stats);

/* Buffers for the statistics of the programs of one object. */
struct verifier_logs;

/*
 * Call it before the load: requests statistics for the own programs of the group's operations.
 * Returns NULL if out of memory. Free it with verifier_free() after the load and after
 * verifier_add().
 */
struct verifier_logs *verifier_ask(const struct group *group, const struct bpf_object *obj);
void verifier_free(struct verifier_logs *logs);

/*
 * Call it after the load: adds what the verifier said about the operation's own programs (its loop
 * program, or those that it attaches) as one more round. Adds nothing if the kernel did not report
 * on each of them.
 */
void verifier_add(struct op *op, const struct bpf_object *obj);

#endif /* BENCH_VERIFIER_H */
