// SPDX-License-Identifier: GPL-2.0-only
/* The cost of map operations; docs/map_perf.md describes each. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "test_progs.h"
#include "progs/map_perf.h"
#include "map_perf/collisions.h"
#include "map_perf/memory.h"
#include "map_perf/parts.h"
#include "map_perf_user.h"

#include "map_perf_array.skel.h"
#include "map_perf_cgrp_storage.skel.h"
#include "map_perf_collisions.skel.h"
#include "map_perf_hash.skel.h"
#include "map_perf_hash_1m.skel.h"
#include "map_perf_hash_size.skel.h"
#include "map_perf_inode_storage.skel.h"
#include "map_perf_lpm.skel.h"
#include "map_perf_lpm_1m.skel.h"
#include "map_perf_lru.skel.h"
#include "map_perf_memory.skel.h"
#include "map_perf_nested.skel.h"
#include "map_perf_queue.skel.h"
#include "map_perf_storage.skel.h"
#include "map_perf_sys.skel.h"
#include "map_perf_task_storages.skel.h"

/* Maps that are filled with the keys from 0 on. Each object has some of them. */
static const struct {
	const char *map;
	uint32_t n;
} fills[] = {
	{ "hash", FILLED },
	{ "hash_full", FILLED },
	{ "hash_noprealloc", FILLED },
	{ "hash_noprealloc_full", FILLED },
	{ "percpu_hash", FILLED },
	{ "hash_1k", 1024 },
	{ "hash_entries_1", 1 },
	{ "hash_entries_1k", 1 << 10 },
	{ "hash_entries_64k", 1 << 16 },
	{ "hash_entries_1m", 1 << 20 },
	{ "hash_key_4", FILLED },
	{ "hash_key_8", FILLED },
	{ "hash_key_12", FILLED },
	{ "hash_key_16", FILLED },
	{ "hash_key_32", FILLED },
	{ "hash_key_64", FILLED },
	{ "lru_hash", FILLED },
	{ "lru_hash_full", FILLED },
	{ "lru_hash_nocommon", FILLED },
	{ "lru_hash_nocommon_full", FILLED },
	{ "lru_percpu_hash", FILLED },
	{ "lru_percpu_hash_full", FILLED },
	{ "sys_hash", FILLED },
};

static int fill(struct bench_round *round)
{
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(fills) && !err; i++)
		err = bench_fill(round, fills[i].map, fills[i].n);
	return err;
}

/* Without a common list, each CPU has a share of the entries, and only one CPU measures. Its share
 * must be as large as a whole map with a common list. */
static int size_lru(struct bench_round *round)
{
	int cpus = libbpf_num_possible_cpus();
	struct bpf_map *map;
	int err = cpus < 0 ? cpus : 0;

	bpf_object__for_each_map (map, round->obj)
		if (!err && bpf_map__map_flags(map) & BPF_F_NO_COMMON_LRU)
			err = bpf_map__set_max_entries(map, bpf_map__max_entries(map) * cpus);
	return err;
}

/* The keys of a trie are not plain numbers, so a program fills it. */
static int fill_trie(struct bench_round *round, const char *prog, uint32_t n)
{
	uint64_t before;
	int idle = 0, err;

	round->out->note = 0;
	while (round->out->note < n) {
		before = round->out->note;
		err = bench_prog_run(round, prog);
		if (err)
			return err;
		/* Nothing was inserted: the kernel is short of memory for the moment. */
		if (round->out->note == before) {
			if (++idle > 1000)
				return -ENOMEM;
			usleep(100);
		}
	}
	round->out->note = 0;
	return 0;
}

static int fill_lpm(struct bench_round *round)
{
	int err = fill_trie(round, "fill_lpm_1k", 1 << 10);

	return err ? err : fill_trie(round, "fill_lpm_64k", 1 << 16);
}

static int fill_lpm_1m(struct bench_round *round)
{
	return fill_trie(round, "fill_lpm_1m", 1 << 20);
}

/* Maps without keys get KEYS values. */
static int fill_queue(struct bench_round *round)
{
	static const char *const maps[] = { "queue", "stack", "bloom_filter" };
	uint32_t value;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(maps); i++) {
		fd = bench_map_fd(round, maps[i]);
		if (fd == -ENOENT)
			continue;
		for (value = 0; value < KEYS; value++)
			if (bpf_map_update_elem(fd, NULL, &value, BPF_ANY))
				return -errno;
	}
	return 0;
}

/* Outer maps, and the inner maps that they get. */
static const struct outer {
	const char *map;
	enum bpf_map_type type;
	uint32_t value_size, entries, n;
} outers[] = {
	{ "array_of_maps", BPF_MAP_TYPE_ARRAY, sizeof(uint64_t), KEYS, INNERS },
	{ "hash_of_maps", BPF_MAP_TYPE_ARRAY, sizeof(uint64_t), KEYS, INNERS },
	{ "storages", BPF_MAP_TYPE_TASK_STORAGE, sizeof(int), 0, STORAGES },
	{ "sys_outer", BPF_MAP_TYPE_ARRAY, sizeof(uint64_t), 1, 1 },
};

static int create_inner(const struct bench_round *round, const struct outer *outer)
{
	const struct btf *btf = bpf_object__btf(round->obj);
	LIBBPF_OPTS(bpf_map_create_opts, opts);

	if (outer->type == BPF_MAP_TYPE_TASK_STORAGE) {
		opts.map_flags = BPF_F_NO_PREALLOC;
		opts.btf_fd = bpf_object__btf_fd(round->obj);
		opts.btf_key_type_id = btf__find_by_name_kind(btf, "int", BTF_KIND_INT);
		opts.btf_value_type_id = opts.btf_key_type_id;
	}
	return bpf_map_create(outer->type, "inner", sizeof(uint32_t), outer->value_size,
			      outer->entries, &opts);
}

struct slot {
	pthread_t thread;
	int outer, inner;
	uint32_t key;
	int err;
};

static void *put_inner(void *arg)
{
	struct slot *slot = arg;

	slot->err = bpf_map_update_elem(slot->outer, &slot->key, &slot->inner, BPF_ANY);
	return NULL;
}

/* Before 6.19 an update of an outer map waits for an RCU grace period, so that a hundred updates
 * take a second. Threads can all wait for the same one. */
static int put_inners(struct slot *slots, uint32_t n)
{
	uint32_t i, started;
	int err = 0;

	for (started = 0; started < n; started++) {
		err = -pthread_create(&slots[started].thread, NULL, put_inner, &slots[started]);
		if (err)
			break;
	}
	for (i = 0; i < started; i++) {
		pthread_join(slots[i].thread, NULL);
		err = err ? err : slots[i].err;
	}
	return err;
}

static int fill_outer(const struct bench_round *round, const struct outer *outer)
{
	int fd = bench_map_fd(round, outer->map), err = 0;
	struct slot slots[STORAGES];
	uint32_t i, n;

	if (fd < 0)
		return 0;
	for (n = 0; n < outer->n && !err; n++) {
		slots[n] = (struct slot){ .outer = fd, .key = n };
		slots[n].inner = create_inner(round, outer);
		err = slots[n].inner < 0 ? slots[n].inner : 0;
	}
	if (!err)
		err = put_inners(slots, n);
	/* From here on the outer map holds references to them. */
	for (i = 0; i < n; i++)
		if (slots[i].inner >= 0)
			close(slots[i].inner);
	return err;
}

static int fill_outers(struct bench_round *round)
{
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(outers) && !err; i++)
		err = fill_outer(round, &outers[i]);
	return err;
}

static void play_none(struct bench_round *round)
{
	bench_prog_run(round, "play_none");
}

static int fill_sys(struct bench_round *round)
{
	int err = fill(round), outer = bench_map_fd(round, "sys_outer"), inner;
	uint32_t key = 0, id;

	if (!err)
		err = fill_outers(round);
	if (err || outer < 0)
		return err;
	/* For an inner map, user space writes a descriptor but reads an id. */
	err = bpf_map_lookup_elem(outer, &key, &id);
	inner = err ? err : bpf_map_get_fd_by_id(id);
	/* Not every process may do that. Only one of these operations needs it, and it reports the
	 * reason. */
	if (inner == -EPERM)
		return 0;
	if (inner < 0)
		return inner;
	keep_fd(round, inner);
	return 0;
}

/*
 * The inode that gets the storage is that of the working directory, to which the trigger changes.
 */
static int open_directory(struct bench_round *round)
{
	int fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	keep_fd(round, fd);
	return 0;
}

static int change_directory(struct bench_round *round)
{
	return fchdir(kept_fd(round)) ? -errno : 0;
}

static double per_element(double one, double many)
{
	return (many - one) / 1024;
}

static const struct bench_derived array_derived[] = {
	{
		.name = "for_each_map_elem",
		.about = "Visits one element of an array, of bpf_for_each_map_elem()",
		.a = "for_each_map_elem_call_1",
		.b = "for_each_map_elem_call_1025",
		.figure = per_element,
	},
	{},
};

static const struct bench_object objects[] = {
	{ BENCH_OBJECT(map_perf_array), .derived = array_derived },
	{ BENCH_OBJECT(map_perf_hash), .setup = fill },
	{ BENCH_OBJECT(map_perf_hash_size), .setup = fill, .derived = map_hash_size_derived },
	{ BENCH_OBJECT(map_perf_hash_1m), .setup = fill, .slow = true, .every = 4,
	  .one_round = true },
	{
		BENCH_OBJECT(map_perf_collisions),
		.setup = fill_collisions,
		.derived = map_collision_derived,
	},
	{ BENCH_OBJECT(map_perf_lru), .open = size_lru, .setup = fill },
	{ BENCH_OBJECT(map_perf_lpm), .setup = fill_lpm },
	{ BENCH_OBJECT(map_perf_lpm_1m), .setup = fill_lpm_1m, .slow = true, .every = 4,
	  .one_round = true },
	{ BENCH_OBJECT(map_perf_queue), .setup = fill_queue },
	{ BENCH_OBJECT(map_perf_nested), .setup = fill_outers },
	{ BENCH_OBJECT(map_perf_storage) },
	{ BENCH_OBJECT(map_perf_task_storages), .setup = fill_outers, .teardown = play_none },
	{ BENCH_OBJECT(map_perf_cgrp_storage) },
	{
		BENCH_OBJECT(map_perf_inode_storage),
		.before = bench_needs_lsm,
		.setup = open_directory,
		.teardown = close_fd,
		.trigger = change_directory,
	},
	{
		BENCH_OBJECT(map_perf_sys),
		.setup = fill_sys,
		.teardown = close_fd,
		.user_ops = map_perf_user_ops,
	},
	{ BENCH_OBJECT(map_perf_memory), .user_ops = map_memory_ops, .rounds = 3 },
	{},
};

void test_map_perf(struct bench *bench)
{
	bench_run(bench, objects);
}
