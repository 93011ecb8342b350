/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the engine share. Tests use bench.h only.
 *
 *	group	 one BPF object and its operations
 *	context	 data that an object keeps from its first round to its last
 *	scan	 finds what an object needs and this kernel lacks
 *	load	 loads the object for a round
 *	verifier what the verifier says about its programs
 *	sample	 runs one operation a few times
 *	block	 takes a few samples in a row, each with the state of the core
 *	hook	 measures programs while they are attached
 *	count	 counts cycles and instructions of operations
 *	kernel_time the time of operations by the kernel's own statistics
 *	trace	 says to a tracer outside of the machine what is measured when
 *	round	 takes a group's blocks in turns and proves that all ran
 *	outcome	 decides what becomes of an operation that failed
 *	figures	 computes a round's figures from its samples
 *	estimate computes the figure from the rounds
 *	run	 runs rounds until they are enough
 */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "bench/engine/core.h"
#include "bench/engine/group.h"
#include "bench/engine/ksym.h"
#include "bench/engine/session.h"

/* How much work a round is, and how many rounds are enough. */
struct pace {
	/* Operations per run of a program. */
	struct bench_in in;
	/* Samples per operation and round: turns * block. */
	unsigned int turns, block;
	/* Runs of the tail program per round. */
	unsigned int tails;
	/* There is no figure from fewer rounds than this. */
	unsigned int min_rounds;
	/* After this many rounds the interval may be as wide as it is; 0: the time decides. */
	unsigned int max_rounds;
	/* Half width of an interval that is narrow enough: relative, and in ns for operations that
	 * cost almost nothing. */
	double settled_rel, settled_abs;
	/* Longest time for one operation in a round, in ns. */
	double op_ns;
	/* Smallest distance in ns between the beginnings of an object's rounds. Rounds that follow
	 * each other at once agree with each other, but not with the next run. */
	double gap_ns;
};

struct bench {
	const struct bench_config *config;
	struct pace pace;
	struct core core;
	/* The last reading of the core. It is valid as long as only samples have followed it. */
	struct core_reading reading;
	/* Length of a core cycle in ns: for each round the median of its samples. */
	struct core_samples cycles;
	struct group *groups;
	size_t n_groups;
	/* The processor's counters; fd[0] is -1 if there are none. */
	struct hw hw;
	/* The code that the kernel generates, for a tracer: see trace.h. */
	struct ksym ksym;
	/* User space reads the counters, whatever the program's type. */
	bool count_around;
	/* There are samples, and test_progs has been told. */
	bool began;
};

/* The state of a group's round. */
struct measurement {
	struct group *group;
	struct bench *bench;
	struct bench_round *round;
};

#endif /* BENCH_ENGINE_H */
