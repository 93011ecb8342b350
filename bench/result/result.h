/* SPDX-License-Identifier: GPL-2.0-only */
/* One result, as the process of a test sends it to test_progs and as the result file has it. */
#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "bench/result/cause.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP, VERDICT_UNDECIDED, VERDICTS };

/* Powers of two that a tail distinguishes: the last is that of bench/engine/abi.h. */
#define TAIL_POWERS 41

struct tail {
	double p50, p95, p99, p999, max;
	/* Number of single operations that were timed; 0 means that there is no tail. */
	uint64_t count;
	/* How many took 0 or 1, and how many from 2^k to 2^(k+1) - 1 for k from 1 on. n_powers is 0
	 * if it is not known, else the highest one that is not 0 is the last. */
	uint64_t powers[TAIL_POWERS];
	unsigned int n_powers;
};

/* What loading the programs of an operation costs: see bench/engine/verifier.h. */
struct program_cost {
	/* Number of programs that are loaded for this operation alone. */
	unsigned int programs;
	/* Instructions that the verifier processed, in all of these programs. */
	uint64_t verified_insns;
	/* Length of the code as the kernel runs it; 0 if the kernel does not tell. */
	uint64_t xlated_bytes, jited_bytes;
	/* Of a single program: states that the verifier kept in all and at most at a time, and
	 * bytes of stack; 0 if the kernel does not tell. */
	uint64_t states, peak_states, stack_bytes;
	/* Verification time in microseconds, measured by the kernel: median of the rounds, each of
	 * which loads the programs afresh, and its 95 % confidence interval. */
	double verify_us, lo, hi;
	double *rounds;
	/* 0: nothing is known, and all members above mean nothing. */
	size_t n_rounds;
};

/* An operation's cost by the processor's own counters, net of the baseline. */
struct hw_cost {
	/* Cycles and instructions, with the 95 % confidence interval across rounds. */
	double cycles, cycles_lo, cycles_hi;
	double insns, lo, hi;
	/* The instructions of each round. */
	double *rounds;
	/* 0: the members above mean nothing. */
	size_t n_rounds;
	/*
	 * Which program was counted, "loop program" or "test run", and the events, "event,event".
	 */
	char *source, *event;
	/* Why there are no figures although the machine has counters; else NULL. */
	char *reason;
};

/* The state of the core that a figure belongs to. NONE: it is unknown, or the figure has no single
 * state. */
enum result_core { RESULT_CORE_NONE, RESULT_CORE_EXCLUSIVE, RESULT_CORE_SHARED, RESULT_CORES };

struct result {
	/* "test/operation"; owned by the result, as are all strings here. */
	char *name;
	/* What it does, in one line without a full stop; NULL if nobody says, as in files of earlier
	 * builds. */
	char *description;
	enum verdict verdict;
	/* The interval is wide, whatever the verdict is: see result_imprecise(). */
	bool imprecise;
	/* The time was up after fewer rounds than a counted figure needs, because the first rounds
	 * may be dearer than the others.  The interval says nothing then. */
	bool unsettled;
	/* Why it did not pass, in words and as a code. NULL and CAUSE_NONE if there is nothing to
	 * explain. */
	char *reason;
	enum cause cause;
	/* "ns", "insns", "bytes", "%", ..., and whether a lower figure is better. */
	char *unit;
	bool lower_is_better;
	/* False: nothing was measured, and the figures below mean nothing. */
	bool measured;
	/* The undisturbed cost of one operation, net of the baseline, and its 95 % confidence
	 * interval across rounds. */
	double value, lo, hi;
	/* Median of all samples of all rounds, disturbed or not, net of the baseline. */
	double median;
	/* The figure of each round, net of the baseline. */
	double *rounds;
	/* In files of earlier builds: which rounds were undisturbed. Else NULL: all rounds belong
	 * to the state below. */
	bool *round_quiet;
	enum result_core core;
	/* Length of the core cycle in ns by which value, its interval and rounds were converted,
	 * because they were counted in cycles. 0: they were measured in time. */
	double cycle_ns;
	size_t n_rounds;
	/* value is raw minus baseline. */
	double raw, baseline;
	/* Share of the samples that were taken on an exclusive core, 0 to 1. */
	double quiet;
	struct tail tail;
	struct program_cost program;
	struct hw_cost hw;
	/* The value as the kernel's own statistics (bpf_stats) have it, in ns; bpf_stats is false if
	 * it is unknown, as of operations of user space. */
	bool bpf_stats;
	double bpf_stats_ns;
	/* The limit that it was checked against, as text; NULL if there is none. */
	char *limit;
	/* Operations that ran, by count. errors are those that failed although they should not, or
	 * that were refused as they should be (hash_update_full). */
	uint64_t runs, errors;
	/* What the programs of a run returned, the most frequent first: "XDP_DROP", "XDP_DROP 3,
	 * XDP_PASS 1"; NULL if it is unknown. */
	char *returned;
	/* Something counted beside the cost, such as frames of a stack; NULL if there is none. */
	char *note;
	double note_value;
};

/* Frees what the result owns and clears it. */
void result_clear(struct result *result);

/* Returns a new reference, or NULL if out of memory. */
json_t *result_to_json(const struct result *result);

/* Reads one result strictly: unknown verdicts, wrong types and infinite figures are errors. Returns
 * 0, or -EINVAL with the place and the reason in err; *result is then cleared. */
int result_from_json(const json_t *json, struct result *result, char *err, size_t size);

/*
 * Checks that a result may be in a result file: names and units are as in the schema, shares are
 * within 0 and 1, tails increase, and figures are possible. Returns 0, or -EINVAL with the reason
 * in err.
 */
int result_check(const struct result *result, char *err, size_t size);

const char *verdict_name(enum verdict verdict);
/* Returns "exclusive" or "shared"; NULL for RESULT_CORE_NONE. */
const char *result_core_name(enum result_core core);
/* The value in core cycles; NAN if it was not counted in cycles. */
double result_cycles(const struct result *result);

#endif /* BENCH_RESULT_H */
