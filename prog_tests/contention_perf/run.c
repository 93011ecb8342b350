// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <bpf/bpf.h>

#include "contention_perf/run.h"
#include "contention_perf/team.h"
#include "progs/contention_perf.h"

/* Time of a run that counts operations, and of one that times single ones, in ns. */
#define COUNTED_NS 3000000
#define TIMED_NS 1000000
/* Runs until all CPUs were there all the time. */
#define TRIES 8

#define SLOTS_SIZE (CONTENTION_CPUS * sizeof(struct contention_slot))

/* The counts of a CPU's programs, with the layout of struct times in progs/contention_perf.c. */
struct times {
	uint64_t buckets[BENCH_HIST_BUCKETS];
	uint64_t max;
};

struct state {
	struct team *team;
	struct contention_slot *slots;
	/* Positions of the ring buffer's consumer and producer. */
	volatile unsigned long *consumer;
	const volatile unsigned long *producer;
	/* The values of all possible CPUs. */
	struct times *times;
	int possible;
	/* What runs now: a program, and the map that the last thread writes, or -1. */
	int prog, sys_map;
	unsigned int n;
	double failed;
};

size_t contention_size(void)
{
	return sizeof(struct state);
}

int contention_before(struct bench_round *round)
{
	struct state *s = round->ctx;

	if (round->insns)
		return bench_skip(round, CAUSE_CLOCK,
				  "the clock counts instructions, and there is one CPU: nothing is "
				  "contended");
	s->possible = libbpf_num_possible_cpus();
	if (s->possible < 0)
		return s->possible;
	s->times = calloc(s->possible, sizeof(*s->times));
	s->team = s->times ? team_start(round->cpu) : NULL;
	return s->team ? 0 : -errno;
}

int contention_after(struct bench_round *round)
{
	struct state *s = round->ctx;

	team_stop(s->team);
	free(s->times);
	return 0;
}

int contention_open(struct bench_round *round)
{
	static const char *const maps[] = { "lru_kept", "lru_nocommon_kept" };
	const struct state *s = round->ctx;
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(maps) && !err; i++)
		err = bpf_map__set_max_entries(bpf_object__find_map_by_name(round->obj, maps[i]),
					       2 * CONTENTION_KEPT * s->possible);
	return err;
}

static int fill_keys(struct bench_round *round)
{
	static const char *const maps[] = { "counts_hash", "shared_hash", "hash" };
	struct {
		uint32_t length, address;
	} prefix = { .length = 32 };
	uint64_t value = 0;
	uint32_t key;
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(maps) && !err; i++)
		err = bench_fill(round, maps[i], CONTENTION_KEYS);
	for (key = 0; key < CONTENTION_KEYS && !err; key++) {
		prefix.address = htonl(key);
		err = bpf_map_update_elem(bench_map_fd(round, "trie_read"), &prefix, &value,
					  BPF_ANY);
	}
	return err;
}

/* Returns NULL with errno on failure. */
static void *map_memory(int fd, size_t size, size_t offset, bool writes)
{
	void *at = mmap(NULL, size, PROT_READ | (writes ? PROT_WRITE : 0), MAP_SHARED, fd, offset);

	return at == MAP_FAILED ? NULL : at;
}

int contention_setup(struct bench_round *round)
{
	struct state *s = round->ctx;
	int ring = bench_map_fd(round, "ring"), page = getpagesize(), err = fill_keys(round);

	if (!err)
		s->slots = map_memory(bench_map_fd(round, CONTENTION_SECTION), SLOTS_SIZE, 0, true);
	if (err || !s->slots)
		return err ? err : -errno;
	if (ring < 0)
		return 0;
	s->consumer = map_memory(ring, page, 0, true);
	s->producer = map_memory(ring, page, page, false);
	return s->consumer && s->producer ? 0 : -errno;
}

void contention_teardown(struct bench_round *round)
{
	struct state *s = round->ctx;

	if (s->slots)
		munmap(s->slots, SLOTS_SIZE);
	if (s->consumer)
		munmap((void *)s->consumer, getpagesize());
	if (s->producer)
		munmap((void *)s->producer, getpagesize());
	s->slots = NULL;
	s->consumer = NULL;
	s->producer = NULL;
}

/* --------------------------------------------------------------------------- runs */

static int run_program(int prog)
{
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = 1);

	return bpf_prog_test_run_opts(prog, &opts);
}

/* Counts as the programs do; this thread's CPU runs none. */
static int write_map(struct state *s, unsigned int i)
{
	struct contention_slot *slot = &s->slots[team_cpu(s->team, i) % CONTENTION_CPUS];
	uint64_t start = clock_ns(), value = 0;
	uint32_t key = 0, n;

	for (n = 0; n < CONTENTION_TIMED; n++)
		slot->failed += bpf_map_update_elem(s->sys_map, &key, &value, BPF_ANY) < 0;
	slot->ns += clock_ns() - start;
	slot->ops += CONTENTION_TIMED;
	return 0;
}

static int work(void *arg, unsigned int i)
{
	struct state *s = arg;

	return s->sys_map >= 0 && i == s->n - 1 ? write_map(s, i) : run_program(s->prog);
}

/* Starts from zero: counts, times, and an empty ring buffer. */
static int reset(struct bench_round *round, struct state *s)
{
	uint32_t key = 0;
	int i;

	for (i = 0; i < CONTENTION_CPUS; i++)
		s->slots[i].ns = s->slots[i].ops = s->slots[i].failed = 0;
	if (s->consumer)
		__atomic_store_n(s->consumer, *s->producer, __ATOMIC_RELEASE);
	memset(s->times, 0, s->possible * sizeof(*s->times));
	return bpf_map_update_elem(bench_map_fd(round, "times"), &key, s->times, BPF_ANY);
}

static int program(const struct bench_round *round, const char *what, const char *name)
{
	char full[64];
	struct bpf_program *prog;

	snprintf(full, sizeof(full), "%s__%s", what, name);
	prog = bpf_object__find_program_by_name(round->obj, full);
	return prog ? bpf_program__fd(prog) : -ENOENT;
}

/* Runs the program until all CPUs were there. */
static int run_together(struct bench_round *round, struct state *s, const char *what, uint64_t ns)
{
	const struct contention *c = round->arg;
	bool together = false;
	int err = 0, i;

	s->prog = program(round, what, c->name);
	if (s->prog < 0)
		return s->prog;
	s->sys_map = c->sys ? bench_map_fd(round, "hash") : -1;
	for (i = 0; !err && !together && i < TRIES; i++) {
		err = reset(round, s);
		if (!err)
			err = team_run(s->team, s->n, work, s, ns, &together);
	}
	if (!err && !together)
		return bench_later(round, "not all of %u CPUs were ours at the same time", s->n);
	return err;
}

/* Adds up the slots, and proves that each CPU has done something. */
static int count(struct bench_round *round, struct state *s, double *rate)
{
	double ops = 0, failed = 0;
	unsigned int i;

	*rate = 0;
	for (i = 0; i < s->n; i++) {
		const struct contention_slot *slot =
			&s->slots[team_cpu(s->team, i) % CONTENTION_CPUS];

		if (!slot->ops || !slot->ns)
			return bench_fail(round, "CPU %d has done nothing", team_cpu(s->team, i));
		*rate += slot->ops * 1e9 / slot->ns;
		ops += slot->ops;
		failed += slot->failed;
	}
	s->failed = 100 * failed / ops;
	round->runs = ops;
	round->errors = failed;
	return 0;
}

static int add_times(struct bench_round *round, struct state *s)
{
	struct hist *hist = round->hist;
	uint32_t key = 0;
	unsigned int i;
	int cpu;

	if (bpf_map_lookup_elem(bench_map_fd(round, "times"), &key, s->times))
		return -errno;
	for (cpu = 0; cpu < s->possible; cpu++) {
		for (i = 0; i < BENCH_HIST_BUCKETS; i++) {
			hist->buckets[i] += s->times[cpu].buckets[i];
			hist->count += s->times[cpu].buckets[i];
		}
		if (s->times[cpu].max > hist->max)
			hist->max = s->times[cpu].max;
	}
	return 0;
}

int contention_rate(struct bench_round *round, unsigned int n, double *rate)
{
	const struct contention *c = round->arg;
	struct state *s = round->ctx;
	int err;

	s->n = c->cpus ? c->cpus : team_size(s->team);
	if (c->cpus != 1 && team_size(s->team) < 2)
		return bench_skip(round, CAUSE_MACHINE,
				  "it needs a second CPU: one CPU does not contend");
	err = run_together(round, s, "time", TIMED_NS);
	if (!err)
		err = add_times(round, s);
	if (!err)
		err = run_together(round, s, "work", COUNTED_NS);
	return err ? err : count(round, s, rate);
}

int contention_failed(struct bench_round *round, unsigned int n, double *percent)
{
	const struct state *s = round->ctx;

	*percent = s->failed;
	return 0;
}
