// SPDX-License-Identifier: GPL-2.0-only
/* Arrays: shared and per-CPU, by size of value, and walked by callback. */
#include "map_perf.bpf.h"

MAP(array, BPF_MAP_TYPE_ARRAY, 0, __u32, __u64, KEYS);
MAP(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, __u64, KEYS);
MAP(array_1k, BPF_MAP_TYPE_ARRAY, 0, __u32, __u64, 1024);

BASE_KEY(base_key, i % KEYS)
BASE_KEY_VALUE(base_key_value, i % KEYS)

/* Looks up an element of an array. */
LOOKUP(array_lookup, base_key, array, i % KEYS, hit)
/* Updates an element of an array. */
UPDATE(array_update, base_key_value, array, i % KEYS, done)

/* Looks up an element of a per-CPU array. */
LOOKUP(percpu_array_lookup, base_key, percpu_array, i % KEYS, hit)
/* Updates an element of a per-CPU array. */
UPDATE(percpu_array_update, base_key_value, percpu_array, i % KEYS, done)

/* Looks up the element that a per-CPU array has for a given CPU. Every machine has CPU 0. */
BENCH(percpu_array_lookup_percpu_elem, base_key)
{
	__u32 key = i % KEYS;

	hit(bpf_map_lookup_percpu_elem(&percpu_array, &key, 0));
}

/* Updates each of N elements of an array in turn. A run updates the keys 0-1023 once, for the
 * published comparison with hash_update_1k_keys. */
UPDATE_N(array_update_1k_keys, base_key_value, array_1k, i % 1024, 1024, done)

/* By size of value. With four entries, source and target stay in the first-level cache even for the
 * largest size, so that the copy is measured. */
#define VALUES 4

char source[4096];

BENCH_BASE(base_value)
{
	__u32 key = i % VALUES;

	sink(&key);
	sink(source);
}

#define UPDATE_VALUE(size)                                                                         \
	struct value_##size {                                                                      \
		char bytes[size];                                                                  \
	};                                                                                         \
	MAP(array_value_##size, BPF_MAP_TYPE_ARRAY, 0, __u32, struct value_##size, VALUES);        \
	/* Updates an element of N bytes in an array. */                                           \
	BENCH(array_update_value_##size, base_value)                                               \
	{                                                                                          \
		__u32 key = i % VALUES;                                                            \
                                                                                                   \
		done(bpf_map_update_elem(&array_value_##size, &key, source, BPF_ANY));             \
	}

UPDATE_VALUE(8)
UPDATE_VALUE(64)
UPDATE_VALUE(256)
UPDATE_VALUE(1024)
UPDATE_VALUE(4096)

/* bpf_for_each_map_elem() over 1 and over 1025 elements. User space computes the cost of an element
 * from the difference, which does not include the call. */
static long visit(void *map, const void *key, void *value, void *ctx)
{
	sink(value);
	return 0;
}

#define FOR_EACH(elements, count)                                                                  \
	MAP(each_##elements, BPF_MAP_TYPE_ARRAY, 0, __u32, __u64, elements);                       \
	/* Walks an array of N elements with a callback, in one call. */                           \
	BENCH_IN(BENCH_SEC, count, for_each_map_elem_call_##elements, base_empty)                  \
	{                                                                                          \
		done(bpf_for_each_map_elem(&each_##elements, visit, NULL, 0) - (elements));        \
	}

FOR_EACH(1, BENCH_N)
FOR_EACH(1025, 8)
