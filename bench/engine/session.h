/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measurement of one test, which test_progs starts in a child process, and the protocol between
 * the two.
 *
 * The child writes messages, one JSON object per line:
 *	{"msg": "op", "name": "hash_lookup_hit", "unit": null, "about": "Looks up a key ..."}
 *							it has this operation
 *	{"msg": "ready", "ops": 90, "settled": 12, "passes": 2.5}
 *							it waits for its turn
 *	{"msg": "began"}				it has the first samples
 *	{"msg": "alive"}				an operation that takes long goes on
 *	{"msg": "figure", "op": "hash_lookup_hit", "unit": "ns", "value": 28.3, "half": 0.2,
 *	 "rounds": 5, "settled": false}			the figure of the rounds so far, sent
 *							only if somebody watches
 *	{"msg": "figure", "op": "hash_lookup_hit", "failed": "it did not run"}
 *	{"msg": "result", "result": {...}}		see result.h
 *	{"msg": "done", "states": [9, 2, 1], "loads": 4, "cycle_ns": 0.28}
 *							it is done; samples by state, see core.h
 * The child reads one byte for every "ready": BENCH_GO to measure one round, or BENCH_STOP to end
 * with what it has. Only one child at a time has its turn. Tests therefore do not disturb each
 * other, and the rounds of each are spread over the whole run.
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
	/* Returns true if the command line selects the operation. */
	bool (*selected)(const void *arg, const char *test, const char *op);
	/* Returns true if the command line says the operation's whole name; NULL if none is said.
	 */
	bool (*named)(const void *arg, const char *test, const char *op);
	const void *selected_arg;
	/* The object that bench_run_file() measures. */
	const char *object_file;
	/* What else the function of the test needs: see launch.c. */
	const void *run_arg;
	/* Send the names of the operations and measure nothing. */
	bool list;
	/* Send figures between rounds. */
	bool figures;
	bool quick;
	/* Measuring time in seconds; 0: the number of rounds is fixed. */
	double seconds;
	int cpu;
	/* The clock counts instructions: see core_instruction(). */
	bool insns;
	/* Operations of a run if so; 0: as many as usual. */
	unsigned int window;
	/* Pipes for messages to test_progs and for turns from it. */
	int out, in;
	/* File for every round's quantiles as text; NULL for none. */
	FILE *dump;
	/* 0 to 3: how much of libbpf's messages and of the verifier's log goes to stderr. */
	int verbose;
};

/* Returns NULL if out of memory. config must outlive the bench. Free it with bench_free(). */
struct bench *bench_new(const struct bench_config *config);
void bench_free(struct bench *bench);

/* Sends a message and drops the reference. Returns 0 or a negative errno. */
int session_send(const struct bench_config *config, json_t *message);

/* Sends the last message: the test is done, and which states the core had. */
void session_finish(const struct bench *bench);

/* Waits for this test's turn. passes is the number of rounds that every object of the test has had,
 * plus the part of the current pass that is done. Returns false if the test must end. */
bool session_turn(const struct bench_config *config, size_t ops, size_t settled, double passes);

#endif /* BENCH_SESSION_H */
