// SPDX-License-Identifier: GPL-2.0-only
/* The advice of the guides, each as a pair of handlers: docs/pattern_perf.md. */
#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "pattern_perf/balancer.h"
#include "pattern_perf/events.h"
#include "pattern_perf/filter.h"
#include "pattern_perf/pairs.h"
#include "progs/pattern_perf.h"

#include "pattern_perf_balancer.skel.h"
#include "pattern_perf_events.skel.h"
#include "pattern_perf_maps.skel.h"
#include "pattern_perf_print.skel.h"
#include "pattern_perf_read.skel.h"
#include "pattern_perf_size.skel.h"
#include "pattern_perf_storage.skel.h"
#include "pattern_perf_work.skel.h"

static const struct bench_derived maps_pairs[] = {
	PAIR("combine", "Two maps, in times of one combined value", "combine_two_maps",
	     "combine_one_map"),
	PAIR("count", "A lookup and an update, in times of an atomic addition", "count_update",
	     "count_atomic"),
	PAIR("stats", "Shared statistics, in times of per-CPU ones", "stats_shared",
	     "stats_percpu"),
	PAIR("age", "Ageing by hand, in times of an LRU hash", "age_by_hand", "age_by_lru"),
	PAIR("merge", "A value of all CPUs, in times of a shared one, read by system call",
	     "merge_percpu", "merge_shared"),
	{},
};

static const struct bench_derived storage_pairs[] = {
	PAIR("task", "A hash by thread, in times of task storage", "task_by_hash",
	     "task_by_storage"),
	{},
};

static const struct bench_derived work_pairs[] = {
	PAIR("slot", "Divisions, in times of shifts", "slot_by_division", "slot_by_shift"),
	PAIR("string", "A read for each byte, in times of one for the string", "string_by_bytes",
	     "string_by_read_str"),
	{},
};

static const struct bench_derived size_pairs[] = {
	PAIR("size", "A hash for a million entries, in times of one that fits",
	     "size_for_a_million", "size_that_fits"),
	{},
};

static const struct bench_derived events_pairs[] = {
	PAIR("batch_perf", "An event at a time, in times of a hundred", "batch_perf_1",
	     "batch_perf_100"),
	{},
};

static const struct bench_derived print_pairs[] = {
	PAIR("print", "An event with a printed line, in times of one without", "print_line",
	     "print_nothing"),
	PAIR("print_ringbuf", "A printed line, in times of an event in a ring buffer", "print_line",
	     "print_by_ringbuf"),
	{},
};

static const struct bench_derived read_pairs[] = {
	PAIR("read", "Sending each read(), in times of counting and sending one in a hundred",
	     "read_send_all", "read_aggregate"),
	PAIR("read_filter", "Sending each read(), in times of those of 4096 bytes",
	     "read_filter_user", "read_filter_kernel"),
	{},
};

static const struct bench_user_op read_ops[] = {
	{ .name = "base_read",
	  .run = read_calls,
	  .prepare = read_prepare,
	  .n = 256,
	  .hidden = true },
	{ .name = "base_read_sizes",
	  .run = read_sizes,
	  .prepare = read_prepare,
	  .n = 256,
	  .hidden = true },
	{},
};

static const struct bench_hook read_hooks[] = {
	{ .name = "read_send_all",
	  .about = "A tool on all read() calls that sends each one",
	  .trigger = "base_read",
	  .progs = { "send_all" },
	  .shared = true },
	{ .name = "read_aggregate",
	  .about = "A tool on all read() calls that counts, and sends one in a hundred",
	  .trigger = "base_read",
	  .progs = { "aggregate" },
	  .shared = true },
	{ .name = "read_filter_user",
	  .about = "A tool on large read() calls that sends all and filters in user space",
	  .trigger = "base_read_sizes",
	  .progs = { "send_sizes" },
	  .shared = true },
	{ .name = "read_filter_kernel",
	  .about = "A tool on large read() calls that sends those, one in 20",
	  .trigger = "base_read_sizes",
	  .progs = { "send_large" },
	  .shared = true },
	{},
};

/* ----------------------------------------------------------------- reading statistics */

/* Reads the statistics of n keys; those of all possible CPUs are added up. */
static int merge(struct bench_round *round, const char *map, unsigned int cpus, unsigned int n)
{
	int fd = bench_map_fd(round, map), err = 0;
	uint64_t(*values)[4] = calloc(cpus, sizeof(*values));
	uint64_t events = 0;
	uint32_t key;
	unsigned int i;

	if (!values)
		return -ENOMEM;
	for (key = 0; key < n && !err; key++) {
		err = bpf_map_lookup_elem(fd, &key, values);
		for (i = 0; i < cpus; i++)
			events += values[i][0];
	}
	free(values);
	/* The sum is kept, as a tool would keep it. */
	asm volatile("" : : "r"(events));
	return err;
}

static int merge_percpu(struct bench_round *round, unsigned int n, double *ns)
{
	return merge(round, "percpu", libbpf_num_possible_cpus(), n);
}

static int merge_shared(struct bench_round *round, unsigned int n, double *ns)
{
	return merge(round, "shared", 1, n);
}

static const struct bench_user_op maps_ops[] = {
	{ .name = "merge_percpu",
	  .about = "Reads a value of a per-CPU array and adds up the CPUs",
	  .run = merge_percpu,
	  .needs_map = "percpu",
	  .n = PATTERN_KEYS },
	{ .name = "merge_shared",
	  .about = "Reads a value of an array by system call",
	  .run = merge_shared,
	  .needs_map = "shared",
	  .n = PATTERN_KEYS },
	{},
};

static int fill_sizes(struct bench_round *round)
{
	int err = bench_fill(round, "oversized", PATTERN_USED);

	return err ? err : bench_fill(round, "right_sized", PATTERN_USED);
}

/* Fills the maps that age, and the list of their keys in order of age, so that each insert deletes.
 */
static int fill_aged(struct bench_round *round)
{
	int ages = bench_map_fd(round, "ages"), err = bench_fill(round, "aged", PATTERN_AGED);
	uint32_t key;

	if (!err)
		err = bench_fill(round, "lru", PATTERN_AGED);
	for (key = 0; ages >= 0 && !err && key < PATTERN_AGED; key++)
		err = bpf_map_update_elem(ages, &key, &key, BPF_ANY);
	return err;
}

static int fill_maps(struct bench_round *round)
{
	static const char *const maps[] = { "counts", "bytes", "combined" };
	int err = fill_aged(round);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(maps) && !err; i++)
		err = bench_fill(round, maps[i], PATTERN_KEYS);
	return err;
}

void test_pattern_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		{ BENCH_OBJECT(pattern_perf_maps), .rounds = PAIR_ROUNDS, .setup = fill_maps,
		  .user_ops = maps_ops, .derived = maps_pairs },
		{ BENCH_OBJECT(pattern_perf_storage), .rounds = PAIR_ROUNDS,
		  .derived = storage_pairs },
		{ BENCH_OBJECT(pattern_perf_work), .rounds = PAIR_ROUNDS, .derived = work_pairs },
		{ BENCH_OBJECT(pattern_perf_size), .rounds = PAIR_ROUNDS, .setup = fill_sizes,
		  .derived = size_pairs, .every = 4, .slow = true },
		{ BENCH_OBJECT(pattern_perf_events), .rounds = PAIR_ROUNDS, .setup = events_setup,
		  .prepare = events_prepare, .teardown = events_teardown, .derived = events_pairs },
		{ BENCH_OBJECT(pattern_perf_print), .rounds = PAIR_ROUNDS, .ctx_size = print_size(),
		  .before = print_before, .after = print_after, .setup = print_setup,
		  .prepare = events_prepare, .teardown = events_teardown, .derived = print_pairs },
		{ BENCH_OBJECT(pattern_perf_read), .rounds = PAIR_ROUNDS, .open = read_open,
		  .setup = events_setup, .teardown = events_teardown, .user_ops = read_ops,
		  .hooks = read_hooks, .derived = read_pairs },
		pattern_perf_filter,
		{ BENCH_OBJECT(pattern_perf_balancer), .rounds = PAIR_ROUNDS, .open = balancer_open,
		  .setup = balancer_setup, .teardown = balancer_teardown,
		  .user_ops = balancer_ops },
		{},
	};

	bench_run(bench, objects);
}
