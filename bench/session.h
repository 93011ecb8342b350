/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One test's measurement as test_progs starts it, in a child process of the
 * test's own, and what the two tell each other.
 *
 * The child writes messages, one JSON object a line:
 *	{"msg": "op", "name": "hash_lookup_hit"}	an operation it has
 *	{"msg": "ready", "ops": 90, "settled": 12, "passes": 2.5}
 *							waits for its turn
 *	{"msg": "began"}				the first samples are in
 *	{"msg": "figure", "op": "hash_lookup_hit", "unit": "ns", "value": 28.3, "half": 0.2,
 *	 "rounds": 5, "settled": false}			what it costs by the rounds so far,
 *							where somebody looks on
 *	{"msg": "figure", "op": "hash_lookup_hit", "failed": "it did not run"}
 *	{"msg": "result", "result": {...}}		see result.h
 *	{"msg": "done", "states": [9, 2, 1], "loads": 4, "cycle_ns": 0.28}
 *							through; samples by state, see core.h
 * and reads one byte for every "ready": BENCH_GO to measure one round, or
 * BENCH_STOP to come to an end with what it has.  Only one child at a time has
 * its turn, so tests do not disturb each other and the rounds of each are spread
 * over the whole run.
 */
#ifndef BENCH_SESSION_H
#define BENCH_SESSION_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#define BENCH_GO 'g'
#define BENCH_STOP 's'

struct bench;
struct bench_object;

struct bench_config {
	/* The test's name: the part of a result's name before the slash. */
	const char *test;
	/* True for operations that the command line asked for. */
	bool (*selected)(const void *arg, const char *test, const char *op);
	const void *selected_arg;
	/* What bench_run_file() measures. */
	const char *object_file;
	/* Name the operations and measure nothing. */
	bool list;
	/* Send figures between rounds. */
	bool figures;
	bool quick;
	/* The time for measuring, seconds; 0: it goes by count. */
	double seconds;
	int cpu;
	/* The clock counts instructions: see core_instruction(). */
	bool insns;
	/* Messages to and from test_progs. */
	int out, in;
	/* Every round's quantiles as text; NULL for none. */
	FILE *dump;
	/* 0 .. 3: libbpf's messages on stderr, the verifier's log. */
	int verbose;
};

/* NULL when out of memory.  config must outlive it. */
struct bench *bench_new(const struct bench_config *config);
void bench_free(struct bench *bench);

/* Sends a message and drops the reference.  0 or a negative errno. */
int session_send(const struct bench_config *config, json_t *message);

/* The last message: that the test is through, and how the core was. */
void session_finish(const struct bench *bench);

/*
 * Waits for this test's turn.  passes: rounds that every object of the test has had,
 * and of one that has begun the part that is through.  False: come to an end.
 */
bool session_turn(const struct bench_config *config, size_t ops, size_t settled, double passes);

#endif /* BENCH_SESSION_H */
