// SPDX-License-Identifier: GPL-2.0-only
/* What it costs that several CPUs want the same: docs/contention_perf.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_progs.h"
#include "contention_perf/destroy.h"
#include "contention_perf/run.h"
#include "progs/contention_perf.h"

#include "contention_perf.skel.h"
#include "contention_perf_destroy.skel.h"

/* An operation of progs/contention_perf.c, what a CPU does in it, and whether the share that failed is
 * a figure. */
struct subject {
	const char *name, *about, *program;
	bool fails, sys;
};

static const struct subject subjects[] = {
	{ .name = "counter_atomic", .about = "Counts in a variable, atomically" },
	{ .name = "counter_percpu_array", .about = "Counts in a per-CPU array" },
	{ .name = "counter_percpu_hash", .about = "Counts in a per-CPU hash" },
	{ .name = "counter_hash_atomic", .about = "Counts in a hash, atomically" },
	{ .name = "counter_spin_lock", .about = "Counts under a bpf_spin_lock" },
	{ .name = "array_update_same_key", .about = "Updates the same element of an array" },
	{ .name = "hash_lookup", .about = "Looks up in a hash that nobody writes" },
	{ .name = "hash_update_same_key",
	  .about = "Updates the same key of a hash",
	  .fails = true },
	/* The last CPU writes it by system call. */
	{ .name = "hash_update_beside_sys",
	  .about = "Updates a hash, one CPU by system call",
	  .program = "hash_update_same_key",
	  .fails = true,
	  .sys = true },
	{ .name = "hash_update_own_keys", .about = "Updates keys of its own in one hash" },
	{ .name = "hash_insert_delete_own_keys",
	  .about = "Inserts keys of its own, and deletes them",
	  .fails = true },
	{ .name = "hash_noprealloc_insert_delete_own_keys",
	  .about = "Inserts and deletes keys of its own",
	  .fails = true },
	{ .name = "lru_insert_evict",
	  .about = "Inserts new keys into a full LRU hash",
	  .fails = true },
	{ .name = "lru_nocommon_insert_evict",
	  .about = "Inserts new keys, BPF_F_NO_COMMON_LRU",
	  .fails = true },
	{ .name = "lru_working_set",
	  .about = "Uses 256 keys of an LRU hash among others",
	  .fails = true },
	{ .name = "lru_nocommon_working_set",
	  .about = "Uses 256 keys among others, no common LRU",
	  .fails = true },
	{ .name = "lpm_trie_lookup", .about = "Looks up in a trie that nobody writes" },
	{ .name = "lpm_trie_update_own_keys", .about = "Updates prefixes of its own in one trie" },
	{ .name = "queue_push_pop", .about = "Pushes and pops an element of one queue" },
	{ .name = "ringbuf_submit_16",
	  .about = "Sends 16 bytes into one ring buffer",
	  .fails = true },
};

/* 1, 2, 4 ... CPUs and all; more than 2^10 are not used. */
#define COUNTS 12

/* The tables for this machine. Only the numbers of CPUs between one and all differ. */
struct tables {
	struct bench_user_op ops[ARRAY_SIZE(subjects) * (COUNTS + 1) + 1];
	struct bench_derived gains[ARRAY_SIZE(subjects) + 1];
	struct contention args[ARRAY_SIZE(subjects) * COUNTS];
	size_t n, n_args;
};

static double ratio(double a, double b)
{
	return a / b;
}

/* Returns an allocated text, which tables_free() frees; NULL if out of memory. */
static char *compose(const char *text, const char *between, const char *more)
{
	char *all;

	return asprintf(&all, "%s%s%s", text, between, more) < 0 ? NULL : all;
}

/* Adds the operation for a number of CPUs; 0 stands for all. */
static struct bench_user_op *add(struct tables *t, const struct subject *subject, unsigned int cpus)
{
	struct contention *arg = &t->args[t->n_args++];
	struct bench_user_op *op = &t->ops[t->n++];
	char suffix[16] = "all", where[24] = "all CPUs";

	if (cpus) {
		snprintf(suffix, sizeof(suffix), "%u", cpus);
		snprintf(where, sizeof(where), "%u CPU%s", cpus, cpus > 1 ? "s" : "");
	}
	*arg = (struct contention){
		.name = subject->program ? subject->program : subject->name,
		.cpus = cpus,
		.sys = subject->sys,
	};
	*op = (struct bench_user_op){
		.name = compose(subject->name, "_", suffix),
		.about = compose(subject->about, ": ", where),
		.run = contention_rate,
		.arg = arg,
		.n = 1,
		.unit = "events/s",
		.once = true,
	};
	return op;
}

static void add_subject(struct tables *t, size_t i, unsigned int cpus)
{
	const struct subject *subject = &subjects[i];
	const struct bench_user_op *one = NULL, *all;
	unsigned int n;

	/* With a system call on one of them it takes two CPUs. */
	if (!subject->sys)
		one = add(t, subject, 1);
	for (n = 2; n < cpus; n *= 2)
		add(t, subject, n);
	all = add(t, subject, 0);
	if (subject->fails)
		t->ops[t->n++] = (struct bench_user_op){
			.name = compose(subject->name, "_", "failed"),
			.about = compose(subject->about, ": ", "those that failed"),
			.run = contention_failed,
			.of = all->name,
			.n = 1,
			.unit = "%",
		};
	if (one) {
		struct bench_derived *gain = t->gains;

		while (gain->name)
			gain++;
		*gain = (struct bench_derived){
			.name = compose(subject->name, "_", "gain"),
			.about = compose(subject->about, ": ", "all CPUs, in times of one"),
			.a = all->name,
			.b = one->name,
			.figure = ratio,
			.unit = "x",
			.higher_is_better = true,
		};
	}
}

static void tables_free(struct tables *t)
{
	for (struct bench_user_op *op = t->ops; op->name; op++) {
		free((char *)op->name);
		free((char *)op->about);
	}
	for (struct bench_derived *gain = t->gains; gain->name; gain++) {
		free((char *)gain->name);
		free((char *)gain->about);
	}
	free(t);
}

static unsigned int count_cpus(void)
{
	struct cpus cpus;
	unsigned int n;

	if (cpus_of_cgroup(&cpus))
		return 1;
	n = cpus_count(&cpus);
	cpus_free(&cpus);
	return n < 1024 ? n : 1024;
}

/* Tries that are destroyed while others watch. */
#define DESTROY(size, count, time)                                                                 \
	{ .name = "lpm_trie_destroy_" #size "_here",                                               \
	  .about = "Lost on the same CPU while a trie of " #size " prefixes is destroyed",         \
	  .run = destroy_here,                                                                     \
	  .arg = &(const struct destroy){ .prefixes = count, .ms = time },                         \
	  .n = 1,                                                                                  \
	  .once = true },                                                                          \
	{                                                                                          \
		.name = "lpm_trie_destroy_" #size "_elsewhere",                                    \
		.about = "Lost on another CPU while a trie of " #size " is destroyed",             \
		.run = destroy_elsewhere, .of = "lpm_trie_destroy_" #size "_here", .n = 1          \
	}

static const struct bench_user_op destroy_ops[] = {
	DESTROY(10k, 10000, 15),
	DESTROY(100k, 100000, 50),
	{},
};

static const struct bench_user_op destroy_1m_ops[] = {
	DESTROY(1m, 1000000, 500),
	{},
};

void test_contention_perf(struct bench *bench)
{
	struct tables *t = calloc(1, sizeof(*t));
	unsigned int cpus = count_cpus();
	size_t i;

	if (!t)
		return;
	for (i = 0; i < ARRAY_SIZE(subjects); i++)
		add_subject(t, i, cpus);
	{
		const struct bench_object objects[] = {
			{
				BENCH_OBJECT(contention_perf),
				.ctx_size = contention_size(),
				.before = contention_before,
				.after = contention_after,
				.open = contention_open,
				.setup = contention_setup,
				.teardown = contention_teardown,
				.user_ops = t->ops,
				.derived = t->gains,
				/* Two counts of a round hardly differ on an idle machine, and do
				 * not agree any better on a busy one. */
				.rounds = 13,
			},
			{
				BENCH_OBJECT(contention_perf_destroy),
				.ctx_size = destroy_size(),
				.before = destroy_before,
				.after = destroy_after,
				.user_ops = destroy_ops,
				.rounds = 7,
			},
			{
				BENCH_OBJECT_AS("contention_perf_destroy_1m",
						contention_perf_destroy),
				.ctx_size = destroy_size(),
				.before = destroy_before,
				.after = destroy_after,
				.user_ops = destroy_1m_ops,
				.rounds = 1,
				.slow = true,
			},
			{},
		};

		bench_run(bench, objects);
	}
	tables_free(t);
}
