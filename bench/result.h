/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One figure, as it goes from a test's process to test_progs and into the
 * result file.
 */
#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP, VERDICT_UNDECIDED, VERDICTS };

struct tail {
	double p50, p95, p99, p999, max;
	/* Single operations timed; 0 means that there is no tail. */
	uint64_t count;
};

/* What loading the programs of an operation costs: see bench/verifier.h. */
struct program_cost {
	/* Its own, that are loaded for it. */
	unsigned int programs;
	/* Instructions that the verifier processed, of all of them. */
	uint64_t verified_insns;
	/* Length of the code as the kernel runs it; 0 where it does not tell. */
	uint64_t xlated_bytes, jited_bytes;
	/* Verification time in the kernel's microseconds: median of the rounds, each of
	 * which loads them afresh, and its 95 % confidence interval. */
	double verify_us, lo, hi;
	double *rounds;
	/* 0: nothing is known, nor of the above. */
	size_t n_rounds;
};

/* What the processor's own counters say of an operation, net of the baseline. */
struct hw_cost {
	/* Cycles and instructions, with the 95 % confidence interval across rounds. */
	double cycles, cycles_lo, cycles_hi;
	double insns, lo, hi;
	/* Each round's instructions. */
	double *rounds;
	/* 0: nothing is known of the above. */
	size_t n_rounds;
	/* Where they were read, "loop program" or "test run"; what was counted, "event,event". */
	char *source, *event;
	/* Why there are no figures although there are counters; NULL otherwise. */
	char *reason;
};

/* The state of the core that a figure is of; NONE: of no one state, or none was told. */
enum result_core { RESULT_CORE_NONE, RESULT_CORE_EXCLUSIVE, RESULT_CORE_SHARED, RESULT_CORES };

struct result {
	/* "test/operation"; owned, as is every string here. */
	char *name;
	enum verdict verdict;
	/* The interval is wide, whatever the verdict: see result_imprecise(). */
	bool imprecise;
	/* Why, unless it passed; NULL for nothing to say. */
	char *reason;
	/* "ns", "insns", "bytes", "%", ... and whether more of it is worse. */
	char *unit;
	bool lower_is_better;
	/* False when nothing was measured: the figures below mean nothing. */
	bool measured;
	/* The quiet cost of one operation, net of the baseline, and its 95 %
	 * confidence interval across rounds. */
	double value, lo, hi;
	/* Median of all samples of all rounds, quiet or not, net. */
	double median;
	/* Each round's figure, net. */
	double *rounds;
	/* Which of them nobody disturbed, in files of earlier builds; else NULL: all are of
	 * the state below. */
	bool *round_quiet;
	enum result_core core;
	/* Length of the core cycle in ns that value, its interval and rounds are stated at: they
	 * were counted in cycles.  0: in time. */
	double cycle_ns;
	size_t n_rounds;
	/* What value is the difference of. */
	double raw, baseline;
	/* Share of the samples taken while nobody disturbed the core. */
	double quiet;
	struct tail tail;
	struct program_cost program;
	struct hw_cost hw;
	/* The limit it was held against, as text; NULL for none. */
	char *limit;
	/* Operations done and proved; operations that failed though they should
	 * not, or were refused as they should (hash_update_full). */
	uint64_t runs, errors;
	/* Something counted beside the cost (frames of a stack); NULL for none. */
	char *note;
	double note_value;
};

/* Frees what it owns and clears it. */
void result_clear(struct result *result);

/* A new reference; NULL when out of memory. */
json_t *result_to_json(const struct result *result);

/*
 * Reads one result, strictly: unknown verdicts, wrong types, figures that are
 * not finite are errors.  Returns 0 or -EINVAL with the place and the reason in
 * err; *result is then cleared.
 */
int result_from_json(const json_t *json, struct result *result, char *err, size_t size);

/*
 * Whether it may stand in a result file: names and units as the schema has them,
 * shares that are shares, tails that rise, figures that something can cost.  0, or
 * -EINVAL with what is wrong in err.
 */
int result_check(const struct result *result, char *err, size_t size);

const char *verdict_name(enum verdict verdict);
/* "exclusive", "shared"; NULL for neither. */
const char *result_core_name(enum result_core core);
/* The value in core cycles; NAN where it was not counted in them. */
double result_cycles(const struct result *result);

#endif /* BENCH_RESULT_H */
