/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the engine know of each other.  Tests see bench.h only.
 *
 *	group	one BPF object and its operations	group.c
 *	load	a group's object, loaded for a round	load.c
 *	verifier what the kernel says of its programs	verifier.c
 *	sample	one operation, run a few times		sample.c
 *	hook	programs attached while others run	hook.c
 *	count	what the processor counts of them	count.c
 *	round	a group's samples, proved		round.c
 *	figures	a round's figures from its samples	figures.c
 *	estimate the figure from the rounds		estimate.c
 *	run	rounds until enough			run.c
 */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/count.h"
#include "bench/hist.h"
#include "bench/result.h"
#include "bench/core_samples.h"
#include "bench/session.h"

/* What a callback said (bench_round.why), and the words before it. */
#define REASON_SIZE 288

/* How much work a round is and when an operation has had enough of them. */
struct pace {
	/* Operations in a run of a program. */
	struct bench_in in;
	/* Samples of an operation in a round: turns * block. */
	unsigned int turns, block;
	/* Runs of the tail program in a round. */
	unsigned int tails;
	/* No figure from fewer rounds than this. */
	unsigned int min_rounds;
	/* Enough of them however wide the interval; 0: the time decides. */
	unsigned int max_rounds;
	/* The interval's half width that is narrow enough: relative, and in ns
	 * for what costs next to nothing. */
	double settled_rel, settled_abs;
	/* Longest time for one operation in a round, ns. */
	double op_ns;
	/* Rounds of an object begin at least this far apart: those of one moment agree with each
	 * other, not with the next run. */
	double gap_ns;
};

enum op_state { OP_ACTIVE, OP_SETTLED, OP_SKIPPED, OP_FAILED };

/* What one round said of an operation, per operation: net is raw less base. */
struct figures {
	double net, raw, base;
};

/* The states that a round's figures are of: one of the core's, or of all samples whatever the
 * state. */
#define ROUND_STATES (CORE_STATES + 1)

struct round_figures {
	/* The group's round. */
	unsigned int number;
	/* Which of the states it has enough samples of. */
	bool has[ROUND_STATES];
	struct figures of[ROUND_STATES][SAMPLE_UNITS];
	/* Of all samples, net, in time. */
	double median;
	/* Length of a core cycle, ns: median of the samples. */
	double cycle_ns;
};

struct op {
	char *name;
	/* Programs by name; NULL for operations of user space. */
	char *loop, *tail;
	const struct bench_user_op *user;
	const struct bench_hook *hook;
	const struct bench_derived *derived;
	const struct bench_tweak *tweak;
	/* Subtracted, and of a hook the trigger; NULL for nothing.  a and b: what a
	 * derived one is of.  of: whose runs it is one more figure of. */
	struct op *base, *a, *b, *of;
	char *base_name;
	/* Nobody asked for its result: a baseline. */
	bool hidden;
	/* Asked for, or the baseline of one that is: runs in the next round. */
	bool selected, needed;
	enum op_state state;
	/* Also of the last time that it was put off, until it is measured. */
	char reason[REASON_SIZE];
	/* How often it was put off, and doubted: see bench_later() and bench_doubt(). */
	unsigned int put_off, doubts;

	/* This round. */
	struct bpf_program *loop_prog, *tail_prog;
	struct core_samples all;
	double run_ns;
	uint64_t expected_runs;

	/* All rounds. */
	struct round_figures *rounds;
	size_t n_rounds;
	struct hist *hist;
	uint64_t runs, errors, samples, exclusive;
	struct program_cost program;
	struct counts counts;
	double note;
};

struct group {
	const struct bench_object *object;
	const void *elf;
	size_t elf_size;
	/* elf when it was read from a file, ours to free. */
	void *file;
	struct scan *scan;
	struct op *ops;
	size_t n;
	unsigned int round;
	/* The kernel refused a counting program: from user space then. */
	bool no_counting;
	/* When the last one began, CLOCK_MONOTONIC ns. */
	uint64_t began;
};

struct bench {
	const struct bench_config *config;
	struct pace pace;
	struct core core;
	/* The last reading of the core, while nothing but samples came after it. */
	struct core_reading reading;
	/* Length of a core cycle: one a round, the median of its samples. */
	struct core_samples cycles;
	struct group *groups;
	size_t n_groups;
	/* The processor's counters; fd[0] is -1 where there are none. */
	struct hw hw;
	/* They are read from user space, whatever the program's type. */
	bool count_around;
	/* The first samples are in, and test_progs was told. */
	bool began;
};

/* A group's round as it goes on. */
struct progress {
	struct group *group;
	struct bench *bench;
	struct bench_round *round;
};

/* What a kernel forbids or has not room for is its nature or the machine's; a
 * program it finds wrong is a fault of ours. */
enum op_state op_state_for(int err);

/* group.c: 0 or a negative errno, with what is wrong in why. */
int group_init(struct group *group, const struct bench *bench, const struct bench_object *object,
	       char *why, size_t size);
void group_free(struct group *group);
struct op *group_op(const struct group *group, const char *name);
/* The i-th program, beside BENCH() ones, that an operation needs; NULL at the end. */
const char *op_prog(const struct op *op, size_t i);
/* Marks what the active operations need; returns how many are active. */
size_t group_mark(struct group *group, const struct bench *bench);
void op_stop(struct op *op, enum op_state state, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void group_stop(struct group *group, enum op_state state, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* load.c */
/* Asks the kernel what it lacks; operations that need it are skipped, and rates
 * where the clock counts instructions. */
void load_scan(struct group *group, const struct bench *bench);
/*
 * Opens, loads and sets up.  Operations whose programs the kernel refuses are
 * stopped with the reason and the rest is loaded.  0, or a negative errno after
 * stopping all operations.
 */
int load_round(struct group *group, const struct bench *bench, struct bench_round *round);
void unload_round(const struct group *group, struct bench_round *round);

/* sample.c: 0 or a negative errno. */
/* One run of an operation; its cost per operation goes to *ns. */
int sample_run(const struct group *group, struct op *op, struct bench_round *round, double *ns);
/* One run of the program that times operations alone, or its like. */
int sample_tail(const struct group *group, struct op *op, struct bench_round *round);
/* One run of a program of it, whatever it is; window is told when, or NULL. */
int sample_program(const struct group *group, const struct op *op, const struct bpf_program *prog,
		   struct bench_round *round, struct count_window *window);
/* For objects that are triggered: between these its program is attached. */
int sample_attach(const struct group *group, struct bpf_program *prog, struct bpf_link **link);

/* hook.c */
/* One round of an operation that is attached programs: samples, tails, proof. */
void hook_run(struct progress *p, struct op *op);

/* count.c */
/* Once: what of the counting programs this kernel has. */
void count_scan(struct group *group, const struct bpf_object *obj);
/* Which of the programs are loaded. */
void count_choose(const struct group *group, const struct bpf_object *obj,
		  const struct bench *bench);
/* The object is loaded: finds them, and gives them the counters. */
void count_load(struct group *group, const struct bpf_object *obj, const struct bench *bench);
/* Takes a round's counts of an operation; what cannot be counted has none. */
void count_op(struct progress *p, struct op *op);
/* The same of all that are not hooks, which are counted while they are attached; then the
 * round's figures of all. */
void count_round(struct progress *p);
/* The figure from the rounds; the strings are the caller's. */
void count_result(const struct op *op, const struct bench *bench, struct hw_cost *cost);
void count_free(struct counts *counts);

/* round.c */
/*
 * A few samples in a row, after one run that only warms the caches, each between two readings
 * of the core.  0 or a negative errno.
 */
int round_block(struct progress *p, struct op *op);
/* All blocks of a round in a row: of what cannot take turns with others. */
int round_blocks(struct progress *p, struct op *op);
/* Times single operations into the histogram and checks their outcome. */
void round_tail(struct progress *p, struct op *op);
/* Stops an operation that a sample could not be taken of. */
void round_failed(struct progress *p, struct op *op, int err);
void round_run(struct group *group, struct bench *bench);

/* figures.c: what a round's samples say of each operation. */
void figures_of_round(struct group *group, struct bench *bench);
/* Of more of it being better: the quiet end is the upper one. */
bool higher_is_better(const struct op *op);
/* A quantile seen from the end that a quiet machine reaches. */
double toward_best(const struct op *op, double q);

/* estimate.c */
/* Length of a core cycle, ns, that figures in time are stated at: the median of the rounds so
 * far; 0 where it was not read. */
double estimate_cycle(const struct bench *bench);
void estimate_round(struct group *group, struct bench *bench);
/* The unit that its figure has always; NULL for ns, or insns where those are counted. */
const char *op_unit(const struct op *op);
/* Turns an operation's rounds into its result; the strings are the caller's. */
int estimate_result(const struct op *op, const struct bench *bench, struct result *result);
/* The quantile of sorted values, and its 95 % confidence interval. */
double estimate_interval(const double *values, size_t n, double q, double *lo, double *hi);
bool estimate_settled(const struct group *group, const struct op *op, const struct bench *bench);

#endif /* BENCH_ENGINE_H */
