// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem_perf/count.h"
#include "mem_perf/keep.h"

/* Smallest maps that are charged together: a charge is exact to a page, which they share. */
#define SMALL_MAPS 128
/* How long the maps of the last round may take to be freed: several RCU grace periods. */
#define FREED_WITHIN_MS 1000
/* A short run waits until nothing has been freed for so long. What is freed later makes some figures
 * wrong by a page, which small maps share. */
#define STILL_MS 100
/* The array by which is found whether maps are charged at all: its values, in bytes. */
#define TRIAL (1 << 20)

/* What is known of a kind of map in this round. */
struct counted {
	const struct mem_kind *kind;
	/* Of one of the smallest maps, of the full one. */
	double small, full;
	long long said;
	/* Why there is nothing: 0 or a negative errno, of a creation or a fill. */
	int err;
	/* The maps that are not in struct count's keep yet. */
	int fds[SMALL_MAPS + 2];
	unsigned int n;
	struct mem_owners owners;
};

struct count {
	struct memcg *memcg;
	/* Why there is no cgroup. */
	char why[160];
	int err;
	/* The kernel does not charge maps to cgroups. */
	bool uncharged;
	/* What was charged before the first map, and for TRIAL bytes of a map. */
	int64_t base, trial;
	/* For maps of maps. */
	int inner;
	/* Maps and owners stay until the round ends, because what is freed later would be missing in
	 * what is charged for the next ones. */
	struct keep keep;
	struct counted counted[MEM_KINDS];
	unsigned int n;
};

size_t mem_count_size(void)
{
	return sizeof(struct count);
}

/* Finds out whether the kernel charges maps: its version and its command line decide that. */
static int try_charge(struct count *c)
{
	int64_t with = 0;
	int err, fd;

	err = memcg_usage(c->memcg, &c->base);
	if (err)
		return err;
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "mem_perf_trial", sizeof(uint32_t), TRIAL, 1, NULL);
	if (fd < 0)
		return fd;
	err = memcg_usage(c->memcg, &with);
	close(fd);
	c->trial = with - c->base;
	return err;
}

/* Maps are charged to cgroups since 5.11. libbpf finds that out by this helper, which came with it.
 * Without it no cgroup is created: the first one makes each allocation of the kernel dearer. */
static bool charges_maps(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_ktime_get_coarse_ns,
				       NULL) == 1;
}

int mem_count_before(struct bench_round *round)
{
	struct count *c = round->ctx;

	c->uncharged = !charges_maps();
	if (c->uncharged)
		return 0;
	c->err = memcg_enter(&c->memcg, c->why, sizeof(c->why));
	if (!c->err) {
		c->err = try_charge(c);
		if (c->err)
			snprintf(c->why, sizeof(c->why), "cannot count what a map takes: %s",
				 log_errno(c->err));
	}
	/* What the kernel says of a map is known all the same. */
	return 0;
}

int mem_count_after(struct bench_round *round)
{
	struct count *c = round->ctx;

	return memcg_leave(c->memcg);
}

int mem_count_setup(struct bench_round *round)
{
	struct count *c = round->ctx;
	int64_t now = 0, before = 0;
	int ms, still = 0, err = 0;

	for (ms = 0; c->memcg && !err && ms < FREED_WITHIN_MS; ms++) {
		err = memcg_usage(c->memcg, &now);
		still = now == before ? still + 1 : 0;
		before = now;
		/* What the process itself has been charged since stays. */
		if (now <= c->base || (round->quick && still >= STILL_MS))
			break;
		usleep(1000);
	}
	c->inner = mem_inner_create();
	return err ? err : keep_begin(&c->keep);
}

void mem_count_teardown(struct bench_round *round)
{
	struct count *c = round->ctx;
	unsigned int i;

	for (i = 0; i < c->n; i++)
		mem_owners_end(&c->counted[i].owners);
	c->n = 0;
	keep_end(&c->keep);
	if (c->inner >= 0)
		close(c->inner);
}

static int64_t usage(const struct count *c)
{
	int64_t bytes = 0;

	if (c->memcg)
		memcg_usage(c->memcg, &bytes);
	return bytes;
}

static int add_map(const struct bench_round *round, struct counted *counted, uint32_t entries)
{
	const struct count *c = round->ctx;
	int fd = mem_kind_create(round, counted->kind, c->inner, entries);

	if (fd < 0)
		return fd;
	counted->fds[counted->n++] = fd;
	return fd;
}

static int keep_maps(struct count *c, struct counted *counted)
{
	unsigned int n = counted->n;

	counted->n = 0;
	return keep_files(&c->keep, counted->fds, n);
}

static int count_small(const struct bench_round *round, const struct count *c,
		       struct counted *counted)
{
	int64_t before = usage(c);
	unsigned int i;
	int fd;

	for (i = 0; i < SMALL_MAPS; i++) {
		fd = add_map(round, counted, counted->kind->few);
		if (fd < 0)
			return fd;
	}
	counted->small = (double)(usage(c) - before) / SMALL_MAPS;
	return 0;
}

static int count_full(const struct bench_round *round, const struct count *c,
		      struct counted *counted)
{
	int err = mem_owners_begin(&counted->owners, counted->kind), fd = -1;
	int64_t before = usage(c);

	if (!err) {
		fd = add_map(round, counted, counted->kind->many);
		err = fd < 0 ? fd : mem_kind_fill(counted->kind, &counted->owners, fd);
	}
	if (!err) {
		counted->full = usage(c) - before;
		counted->said = bench_map_memlock(fd);
		err = counted->said < 0 ? (int)counted->said : 0;
	}
	return err;
}

/* Returns what is known of the operation's kind, and makes its maps if they are not there yet. */
static struct counted *count_kind(struct bench_round *round)
{
	struct count *c = round->ctx;
	struct counted *counted;
	unsigned int i;
	int err;

	for (i = 0; i < c->n; i++)
		if (c->counted[i].kind == round->arg)
			return &c->counted[i];
	if (c->n == MEM_KINDS)
		return NULL;
	counted = &c->counted[c->n++];
	*counted = (struct counted){ .kind = round->arg };
	/* The first map of a kind may make the kernel allocate what it keeps; it is not counted. */
	counted->err = add_map(round, counted, counted->kind->few);
	if (counted->err >= 0)
		counted->err = count_small(round, c, counted);
	if (!counted->err)
		counted->err = keep_maps(c, counted);
	if (!counted->err)
		counted->err = count_full(round, c, counted);
	err = keep_maps(c, counted);
	counted->err = counted->err ? counted->err : err;
	return counted;
}

/* Returns 0 if the kind has figures. */
static int known(struct bench_round *round, struct counted **counted)
{
	int err;

	*counted = count_kind(round);
	if (!*counted)
		return -ENOSPC;
	err = (*counted)->err;
	if (!err)
		return 0;
	if (err == -EINVAL && libbpf_probe_bpf_map_type((*counted)->kind->type, NULL) != 1)
		return bench_skip(round, CAUSE_MISSING, "the type of map is not in this kernel");
	if (log_cause(err) == CAUSE_WRONG)
		return err;
	return bench_skip(round, log_cause(err), "creating and filling maps: %s", log_errno(err));
}

/* Returns 0 if there is what the kernel charged. */
static int charged(struct bench_round *round, struct counted **counted)
{
	const struct count *c = round->ctx;

	if (c->uncharged)
		return bench_skip(
			round, CAUSE_NOT_TOLD,
			"this kernel does not charge maps to cgroups: it does since 5.11");
	if (c->err)
		return bench_skip(round, log_cause(c->err), "%s", c->why);
	if (c->trial < TRIAL)
		return bench_skip(
			round, CAUSE_NOT_TOLD,
			"this kernel charges %lld bytes to the cgroup for a map of %d: maps "
			"are charged since 5.11, unless cgroup.memory= says nobpf or nokmem",
			(long long)c->trial, TRIAL);
	return known(round, counted);
}

int mem_count_map(struct bench_round *round, unsigned int n, double *bytes)
{
	struct counted *counted;
	int err = charged(round, &counted);

	if (!err)
		*bytes = counted->small;
	return err;
}

int mem_count_entry(struct bench_round *round, unsigned int n, double *bytes)
{
	struct counted *counted;
	int err = charged(round, &counted);

	if (!err)
		*bytes = (counted->full - counted->small) / mem_kind_filled(counted->kind);
	return err;
}

int mem_count_entry_cpu(struct bench_round *round, unsigned int n, double *bytes)
{
	int err = mem_count_entry(round, n, bytes);

	*bytes /= libbpf_num_possible_cpus();
	return err;
}

int mem_count_charged(struct bench_round *round, unsigned int n, double *bytes)
{
	struct counted *counted;
	int err = charged(round, &counted);

	if (!err)
		*bytes = counted->full;
	return err;
}

int mem_count_fdinfo(struct bench_round *round, unsigned int n, double *bytes)
{
	struct counted *counted;
	int err = known(round, &counted);

	if (!err)
		*bytes = counted->said;
	return err;
}

int mem_count_told(struct bench_round *round, unsigned int n, double *percent)
{
	struct counted *counted;
	int err = charged(round, &counted);

	if (!err)
		*percent = 100 * counted->said / counted->full;
	return err;
}
