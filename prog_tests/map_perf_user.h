/* SPDX-License-Identifier: GPL-2.0-only */
/* Map operations by system call, from user space.  Included by map_perf.c. */
#ifndef MAP_PERF_USER_H
#define MAP_PERF_USER_H

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/bench.h"
#include "bench/log.h"
#include "progs/map_perf.h"

/* Elements of a batch call. */
#define BATCH 256

/* A descriptor in priv, which is NULL when there is none. */
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
		/* After the last one comes the first one. */
		from = err ? NULL : &key;
	}
	return 0;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/*
 * A call returns whole buckets and thus often less than it was asked for, so it
 * is the elements returned that are counted.
 */
static int sys_lookup_batch(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_hash"), err = 0;
	uint32_t keys[BATCH], count, cursor, *from = NULL;
	unsigned int elements = 0;
	uint64_t values[BATCH];
	double start = now();

	while (!err) {
		count = BATCH;
		err = bpf_map_lookup_batch(fd, from, &cursor, keys, values, &count, NULL);
		/* -ENOENT is the end, and comes with the last elements. */
		if (err && err != -ENOENT)
			return err;
		elements += count;
		from = &cursor;
	}
	*ns = (now() - start) * n / elements;
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

/* The inner map that is in: the kernel replaces it all the same, and waits. */
static int sys_outer_map_update(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = bench_map_fd(round, "sys_outer"), inner = kept_fd(round);
	uint32_t key = 0;

	if (inner < 0)
		return bench_skip(round, "the inner map by its id: %s", log_errno(-EPERM));
	while (n--)
		if (bpf_map_update_elem(fd, &key, &inner, BPF_ANY))
			return -errno;
	return 0;
}

#define USER_OP(op, map, count) .name = #op, .run = op, .needs_map = map, .n = count
/* An element alone is not what a batch call is for. */
#define BATCH_OP(op, map) USER_OP(op, map, FILLED), .no_tail = true

static const struct bench_user_op map_perf_user_ops[] = {
	{ USER_OP(sys_lookup, "sys_hash", KEYS) },
	{ USER_OP(sys_update, "sys_hash", KEYS) },
	{ USER_OP(sys_delete, "sys_deleted", KEYS), .prepare = fill_deleted },
	{ USER_OP(sys_get_next_key, "sys_hash", KEYS) },
	{ BATCH_OP(sys_lookup_batch, "sys_hash") },
	{ BATCH_OP(sys_update_batch, "sys_hash") },
	{ BATCH_OP(sys_delete_batch, "sys_deleted"), .prepare = fill_deleted },
	{ USER_OP(sys_outer_map_update, "sys_outer", 1) },
	{},
};

#endif /* MAP_PERF_USER_H */
