/* SPDX-License-Identifier: GPL-2.0-only */
/* One BPF object and its operations, over all its rounds. */
#ifndef BENCH_ENGINE_GROUP_H
#define BENCH_ENGINE_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/engine/bench.h"
#include "bench/engine/core_samples.h"
#include "bench/engine/count.h"
#include "bench/engine/hist.h"
#include "bench/engine/kernel_time.h"
#include "bench/result/result.h"

struct scan;

/* Size of a reason: what a callback said (bench_round.why), and a prefix. */
#define REASON_SIZE 544

enum op_state { OP_ACTIVE, OP_SETTLED, OP_SKIPPED, OP_FAILED };

/* The figures of one round, per operation: net is raw minus base. */
struct figures {
	double net, raw, base;
};

/* The states that a round's figures may belong to: one of the core's, or any state. */
#define ROUND_STATES (CORE_STATES + 1)

struct round_figures {
	/* Number of the round in its group. */
	unsigned int number;
	/* Whether there are enough samples of the state. */
	bool has[ROUND_STATES];
	struct figures of[ROUND_STATES][SAMPLE_UNITS];
	/* Of all samples in time, net of the baseline. */
	double median;
	/* Length of a core cycle in ns: median of the samples. */
	double cycle_ns;
};

struct op {
	char *name;
	/* Names of the programs; NULL for user-space operations. */
	char *loop, *tail;
	const struct bench_user_op *user;
	const struct bench_hook *hook;
	const struct bench_derived *derived;
	const struct bench_tweak *tweak;
	/* Its description; NULL if it has none, as those of a user's own object. */
	const char *about;
	/*
	 * base is subtracted; for a hook it is the trigger; NULL for none. a and b: the operations
	 * that a derived one is computed from. of: the operation whose runs give this additional
	 * figure.
	 */
	struct op *base, *a, *b, *of;
	char *base_name;
	/* Its result is not reported: a baseline. */
	bool hidden;
	/* selected: the command line selects it. needed: it runs in the next round, because it is
	 * selected or is the baseline of such an operation. */
	bool selected, needed;
	enum op_state state;
	/* Why it stopped, or why the last attempt was postponed. */
	char reason[REASON_SIZE];
	enum cause cause;
	/* How often it was put off and doubted: see bench_later() and bench_doubt(). */
	unsigned int put_off, doubts;

	/* Of the current round: */
	struct bpf_program *loop_prog, *tail_prog;
	struct core_samples all;
	/* The last run: its time by the clock, and its number of operations. */
	double run_ns;
	uint64_t run_n;
	/* The shortest run so far, of all rounds: how long a run takes unless it is disturbed. */
	double shortest_ns;
	/* The next run is a window of the tracer: see trace.h. */
	bool traced;
	uint64_t expected_runs;
	/* User-space operations that the engine's clock timed, and their time in ns. */
	uint64_t timed;
	double timed_ns;

	/* Of all rounds: */
	struct round_figures *rounds;
	size_t n_rounds;
	struct hist *hist;
	uint64_t runs, errors, samples, exclusive;
	struct program_cost program;
	char returned[160];
	struct counts counts;
	struct kernel_time kernel_time;
	double note;
};

struct group {
	const struct bench_object *object;
	const void *elf;
	size_t elf_size;
	/* The memory of elf, if it was read from a file; group_free() frees it. */
	void *file;
	struct scan *scan;
	struct op *ops;
	size_t n;
	unsigned int round;
	/* The object's context, and whether before() was called: see context.h. */
	void *ctx;
	bool opened;
	/* The kernel refused a counting program, so user space counts. */
	bool no_counting;
	/* When the last round began, in ns of CLOCK_MONOTONIC. */
	uint64_t began;
};

/* Returns the state that an errno stands for. What the kernel forbids, or has no memory for, is
 * skipped. A program that the verifier refuses is our bug. */
enum op_state op_state_for(int err);

/* Returns 0, or a negative errno with the reason in why. group_free() frees it in both cases. */
int group_init(struct group *group, const struct bench *bench, const struct bench_object *object,
	       char *why, size_t size);
/* Opens its object again. Returns NULL with errno on failure. The caller closes it. */
struct bpf_object *group_open(const struct group *group);
void group_free(struct group *group);
/* Returns the operation with this name, or NULL. */
struct op *group_op(const struct group *group, const char *name);
/* Returns true if the operation runs in this round: it is needed, not derived, and not stopped. */
static inline bool op_runs_now(const struct op *op)
{
	return op->needed && !op->derived && op->state != OP_SKIPPED && op->state != OP_FAILED;
}

/* Returns the fixed unit of the figure; NULL for one in ns, or in insns if instructions are
 * counted. */
const char *op_unit(const struct op *op);
/*
 * Returns the i-th program that an operation needs beside its BENCH() programs, or NULL at the end.
 */
const char *op_prog(const struct op *op, size_t i);
/* Marks the operations that the active ones need. Returns how many are active. */
size_t group_mark(struct group *group, const struct bench *bench);
/* Sets a final state with its cause and reason. */
void op_stop(struct op *op, enum op_state state, enum cause cause, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* As op_stop(), for all active operations of the group. */
void group_stop(struct group *group, enum op_state state, enum cause cause, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif /* BENCH_ENGINE_GROUP_H */
