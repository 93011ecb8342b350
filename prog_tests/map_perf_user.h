/* SPDX-License-Identifier: GPL-2.0-only */
/* Map operations of user space, by system call. Only map_perf.c includes this file. */
#ifndef MAP_PERF_USER_H
#define MAP_PERF_USER_H

#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "progs/map_perf.h"

/* Elements per batch call. */
#define BATCH 256

/* Keeps a descriptor in priv; NULL means none. */
static void keep_fd(struct bench_round *round, int fd)
{
	round->priv = (void *)(intptr_t)(fd + 1);
}

static int kept_fd(const struct bench_round *round)
{
	return (int)(intptr_t)round->priv - 1;
}

static void close_fd(struct bench_round *round)
{
	if (round->priv)
		close(kept_fd(round));
}

static int sys_lookup(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash");
	uint64_t value;
	uint32_t key;

	for (key = 0; key < n; key++)
		if (bpf_map_lookup_elem(fd, &key, &value))
			return -errno;
	return 0;
}

static int sys_update(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash");
	uint64_t value = 0;
	uint32_t key;

	for (key = 0; key < n; key++)
		if (bpf_map_update_elem(fd, &key, &value, BPF_EXIST))
			return -errno;
	return 0;
}

static int fill_deleted(struct bench_round *round, unsigned int n)
{
	return bench_fill(round, "sys_deleted", n);
}

static int sys_delete(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_deleted");
	uint32_t key;

	for (key = 0; key < n; key++)
		if (bpf_map_delete_elem(fd, &key))
			return -errno;
	return 0;
}

static int sys_get_next_key(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash");
	uint32_t key = 0, *from = &key;
	unsigned int i;
	int err;

	for (i = 0; i < n; i++) {
		err = bpf_map_get_next_key(fd, from, &key);
		if (err && err != -ENOENT)
			return err;
		/* The first key follows the last one. */
		from = err ? NULL : &key;
	}
	return 0;
}

/* A call returns whole buckets, and so often fewer elements than requested. Count the elements that
 * it returns. */
static int sys_lookup_batch(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash"), err = 0;
	uint32_t keys[BATCH], count, cursor, *from = NULL;
	unsigned int elements = 0;
	uint64_t values[BATCH];
	uint64_t start = clock_ns();

	while (!err) {
		count = BATCH;
		err = bpf_map_lookup_batch(fd, from, &cursor, keys, values, &count, NULL);
		/* -ENOENT is the end; the last elements come with it. */
		if (err && err != -ENOENT)
			return err;
		elements += count;
		from = &cursor;
	}
	*ns = (double)(clock_ns() - start) * n / elements;
	return elements == FILLED ? 0 : -EIO;
}

static int sys_update_batch(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash"), err = 0;
	uint64_t values[BATCH] = {};
	uint32_t keys[BATCH], count;
	unsigned int i, j;

	for (i = 0; i < n && !err; i += BATCH) {
		for (j = 0; j < BATCH; j++)
			keys[j] = i + j;
		count = BATCH;
		err = bpf_map_update_batch(fd, keys, values, &count, NULL);
	}
	return err;
}

static int sys_delete_batch(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_deleted"), err = 0;
	uint32_t keys[BATCH], count;
	unsigned int i, j;

	for (i = 0; i < n && !err; i += BATCH) {
		for (j = 0; j < BATCH; j++)
			keys[j] = i + j;
		count = BATCH;
		err = bpf_map_delete_batch(fd, keys, &count, NULL);
	}
	return err;
}

/* Replaces an inner map by itself: the kernel waits for that, too. */
static int sys_outer_map_update(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_outer"), inner = kept_fd(round);
	uint32_t key = 0;

	if (inner < 0)
		return bench_skip(round, log_cause(-EPERM),
				  "cannot open the inner map by its id: %s", log_errno(-EPERM));
	while (n--)
		if (bpf_map_update_elem(fd, &key, &inner, BPF_ANY))
			return -errno;
	return 0;
}

#define USER_OP(op, map, count, what)                                                              \
	.name = #op, .about = what, .run = op, .needs_map = map, .n = count
/* A batch call of a single element makes no sense. */
#define BATCH_OP(op, map, what) USER_OP(op, map, FILLED, what), .no_tail = true

static const struct bench_user_op map_perf_user_ops[] = {
	{ USER_OP(sys_lookup, "sys_hash", KEYS, "Looks up a key of a hash by system call") },
	{ USER_OP(sys_update, "sys_hash", KEYS, "Updates a value of a hash by system call") },
	{ USER_OP(sys_delete, "sys_deleted", KEYS, "Deletes a key of a hash by system call"),
	  .prepare = fill_deleted },
	{ USER_OP(sys_get_next_key, "sys_hash", KEYS, "Walks a hash by system call, key by key") },
	{ BATCH_OP(sys_lookup_batch, "sys_hash",
		   "Looks up an element of a hash in a batch, by system call") },
	{ BATCH_OP(sys_update_batch, "sys_hash",
		   "Updates an element of a hash in a batch, by system call") },
	{ BATCH_OP(sys_delete_batch, "sys_deleted",
		   "Deletes an element of a hash in a batch, by system call"),
	  .prepare = fill_deleted },
	{ USER_OP(sys_outer_map_update, "sys_outer", 1,
		  "Replaces an inner map of an array of maps by system call") },
	{},
};

#endif /* MAP_PERF_USER_H */
