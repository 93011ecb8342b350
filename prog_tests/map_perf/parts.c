// SPDX-License-Identifier: GPL-2.0-only
#include "map_perf/collisions.h"
#include "map_perf/parts.h"

/* Bytes that the largest key has more than the smallest one. */
#define KEY_BYTES (64 - 4)

static double difference(double whole, double rest)
{
	return whole - rest;
}

static double per_byte(double largest, double smallest)
{
	return (largest - smallest) / KEY_BYTES;
}

static double per_key(double most, double one)
{
	return (most - one) / (MOST_COLLISIONS - 1);
}

const struct bench_derived map_hash_size_derived[] = {
	{
		.name = "hash_lookup_key_byte",
		.about = "Hashes and compares one more byte of a key",
		.a = "hash_lookup_key_64",
		.b = "hash_lookup_key_4",
		.figure = per_byte,
	},
	{
		.name = "hash_lookup_part_walk",
		.about = "Follows pointers to an entry of 64k, beyond what one entry takes",
		.a = "hash_lookup_entries_64k",
		.b = "hash_lookup_entries_1",
		.figure = difference,
	},
	{},
};

const struct bench_derived map_collision_derived[] = {
	{
		.name = "hash_lookup_part_compare",
		.about = "Compares the key with that of the only entry in its bucket",
		.a = "hash_collisions_1",
		.b = "hash_lookup_empty",
		.figure = difference,
	},
	{
		.name = "hash_collision",
		.about = "Walks past another key of the bucket, with another hash",
		.a = "hash_collisions_16",
		.b = "hash_collisions_1",
		.figure = per_key,
	},
	{},
};
