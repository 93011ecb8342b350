// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>

#include <bpf/bpf.h>

#include "map_perf/collisions.h"
#include "progs/map_perf.h"

#define JHASH_INITVAL 0xdeadbeef

static uint32_t rotate(uint32_t x, unsigned int bits)
{
	return x << bits | x >> (32 - bits);
}

/*
 * Returns the hash of a key of four bytes with seed 0: jhash2() of include/linux/jhash.h. Before 6.4
 * the kernel takes jhash(), which is the same on a little-endian machine.
 */
static uint32_t hash_of(uint32_t key)
{
	uint32_t b = JHASH_INITVAL + sizeof(key), c = b, a = b + key;

	c = (c ^ b) - rotate(b, 14);
	a = (a ^ c) - rotate(c, 11);
	b = (b ^ a) - rotate(a, 25);
	c = (c ^ b) - rotate(b, 16);
	a = (a ^ c) - rotate(c, 4);
	b = (b ^ a) - rotate(a, 14);
	return (c ^ b) - rotate(b, 24);
}

/* The kernel puts a new key in front of the others in its bucket, so the first one is found last. */
static int fill(int map, unsigned int n)
{
	uint32_t bucket = hash_of(LAST_KEY) % BUCKETS, key;
	uint64_t value = 0;

	for (key = LAST_KEY; n; key++) {
		if (hash_of(key) % BUCKETS != bucket)
			continue;
		if (bpf_map_update_elem(map, &key, &value, BPF_NOEXIST))
			return -errno;
		n--;
	}
	return 0;
}

/*
 * A batch takes whole buckets, in the order in which the kernel walks through them: n keys of one
 * bucket do not fit into a smaller batch, and in one of n the last key is that of the lookups.
 */
static int check(int map, unsigned int n)
{
	uint32_t keys[MOST_COLLISIONS], cursor, count = n - 1;
	uint64_t values[MOST_COLLISIONS];
	int err;

	if (n > 1) {
		err = bpf_map_lookup_batch(map, NULL, &cursor, keys, values, &count, NULL);
		if (err != -ENOSPC)
			return err ? err : -EDOM;
	}
	count = n;
	err = bpf_map_lookup_batch(map, NULL, &cursor, keys, values, &count, NULL);
	/* It is the end of the map. */
	if (err && err != -ENOENT)
		return err;
	return count == n && keys[n - 1] == LAST_KEY ? 0 : -EDOM;
}

int fill_collisions(struct bench_round *round)
{
	char name[16];
	int err = 0;

	if (hash_of(LONE_KEY) % BUCKETS == hash_of(LAST_KEY) % BUCKETS)
		return bench_fail(round, "the bucket of key %d is not empty", LONE_KEY);
	for (unsigned int n = 1; !err && n <= MOST_COLLISIONS; n *= 2) {
		int map;

		snprintf(name, sizeof(name), "bucket_%u", n);
		map = bench_map_fd(round, name);
		if (map == -ENOENT)
			continue;
		err = map < 0 ? map : fill(map, n);
		if (!err)
			err = check(map, n);
		if (err == -EDOM)
			return bench_fail(round, "the keys of %s are not in one bucket", name);
	}
	return err;
}
