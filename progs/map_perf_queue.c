// SPDX-License-Identifier: GPL-2.0-only
/* Maps without keys: queue, stack, bloom filter. */
#include "map_perf.bpf.h"

#define MAP_NO_KEY(name, map_type, entries)                                                        \
	struct {                                                                                   \
		__uint(type, map_type);                                                            \
		__uint(max_entries, entries);                                                      \
		__type(value, __u32);                                                              \
	} name SEC(".maps")

BENCH_BASE(base_value)
{
	__u32 value = i % KEYS;

	sink(&value);
}

/* One pop for every push. The half that user space puts in stays, so that there is always a value
 * to peek at and room for more. */
#define QUEUE(name, map_type)                                                                      \
	MAP_NO_KEY(name, map_type, 2 * KEYS);                                                      \
	/* Pushes a value and pops one. */                                                         \
	BENCH(name##_push_pop, base_value)                                                         \
	{                                                                                          \
		__u32 value = i % KEYS;                                                            \
                                                                                                   \
		done(bpf_map_push_elem(&name, &value, BPF_ANY));                                   \
		done(bpf_map_pop_elem(&name, &value));                                             \
	}                                                                                          \
	/* Reads the next value without taking it. */                                              \
	BENCH(name##_peek, base_value)                                                             \
	{                                                                                          \
		__u32 value = i % KEYS;                                                            \
                                                                                                   \
		done(bpf_map_peek_elem(&name, &value));                                            \
	}

QUEUE(queue, BPF_MAP_TYPE_QUEUE)
QUEUE(stack, BPF_MAP_TYPE_STACK)

/* KEYS values of 5 bits each in 64 Ki bits: one in 10^8 other values looks as if it were in the
 * filter. */
MAP_NO_KEY(bloom_filter, MAP_TYPE_BLOOM_FILTER, 8192);

/* Adds a value to the bloom filter. These values are in it: pushing them again sets bits that are
 * set. */
BENCH(bloom_filter_push, base_value)
{
	__u32 value = i % KEYS;

	done(bpf_map_push_elem(&bloom_filter, &value, BPF_ANY));
}

/* Asks for a value that is in the bloom filter. */
BENCH(bloom_filter_peek_hit, base_value)
{
	__u32 value = i % KEYS;

	done(bpf_map_peek_elem(&bloom_filter, &value));
}

/* Asks for a value that is not in the bloom filter. -ENOENT is the expected answer and does not
 * count as refused. */
BENCH(bloom_filter_peek_miss, base_value)
{
	__u32 value = KEYS + i % KEYS;
	long err = bpf_map_peek_elem(&bloom_filter, &value);

	bench_outcome(err, !err);
}
