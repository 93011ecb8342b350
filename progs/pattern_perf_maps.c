// SPDX-License-Identifier: GPL-2.0-only
/* Advice about maps, as pairs of handlers. */
#include "pattern_perf.bpf.h"

/* -------------------------------------------------- two maps or one combined value */

MAP(counts, BPF_MAP_TYPE_HASH, 0, __u32, __u64, PATTERN_KEYS);
MAP(bytes, BPF_MAP_TYPE_HASH, 0, __u32, __u64, PATTERN_KEYS);

/* Counts events and bytes in two maps, each looked up twice. */
HANDLER(combine_two_maps)
{
	__u32 key = i % PATTERN_KEYS;
	__u64 *value = bpf_map_lookup_elem(&counts, &key), zero = 0;

	if (!value && bpf_map_update_elem(&counts, &key, &zero, BPF_ANY))
		return -1;
	value = bpf_map_lookup_elem(&bytes, &key);
	if (!value && bpf_map_update_elem(&bytes, &key, &zero, BPF_ANY))
		return -1;
	value = bpf_map_lookup_elem(&counts, &key);
	if (!value)
		return -1;
	*value += 1;
	value = bpf_map_lookup_elem(&bytes, &key);
	if (!value)
		return -1;
	*value += i;
	return 0;
}

struct stats {
	__u64 count, bytes;
};

MAP(combined, BPF_MAP_TYPE_HASH, 0, __u32, struct stats, PATTERN_KEYS);

/* Counts events and bytes in one value of one map. */
HANDLER(combine_one_map)
{
	struct stats *stats, zero = {};
	__u32 key = i % PATTERN_KEYS;

	stats = bpf_map_lookup_elem(&combined, &key);
	if (!stats) {
		if (bpf_map_update_elem(&combined, &key, &zero, BPF_ANY))
			return -1;
		return 0;
	}
	stats->count += 1;
	stats->bytes += i;
	return 0;
}

/* ------------------------------------------------------- update or add to the value */

/* Counts by looking a value up and writing it back. */
HANDLER(count_update)
{
	__u32 key = i % PATTERN_KEYS;
	__u64 *value = bpf_map_lookup_elem(&counts, &key), next = value ? *value + 1 : 1;

	return bpf_map_update_elem(&counts, &key, &next, BPF_ANY);
}

/* Counts by an atomic addition to the value that a lookup found. */
HANDLER(count_atomic)
{
	__u32 key = i % PATTERN_KEYS;
	__u64 *value = bpf_map_lookup_elem(&counts, &key), one = 1;

	if (!value)
		return bpf_map_update_elem(&counts, &key, &one, BPF_NOEXIST);
	__sync_fetch_and_add(value, 1);
	return 0;
}

/* --------------------------------------------------------- shared or per-CPU values */

struct totals {
	__u64 events, bytes, errors, max;
};

MAP(shared, BPF_MAP_TYPE_ARRAY, 0, __u32, struct totals, PATTERN_KEYS);
MAP(percpu, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, struct totals, PATTERN_KEYS);

/* Adds to three statistics that all CPUs share, atomically. */
HANDLER(stats_shared)
{
	__u32 key = i % PATTERN_KEYS;
	struct totals *totals = bpf_map_lookup_elem(&shared, &key);

	if (!totals)
		return -1;
	__sync_fetch_and_add(&totals->events, 1);
	__sync_fetch_and_add(&totals->bytes, i);
	__sync_fetch_and_add(&totals->errors, i & 1);
	return 0;
}

/* Adds to three statistics of this CPU. */
HANDLER(stats_percpu)
{
	__u32 key = i % PATTERN_KEYS;
	struct totals *totals = bpf_map_lookup_elem(&percpu, &key);

	if (!totals)
		return -1;
	totals->events += 1;
	totals->bytes += i;
	totals->errors += i & 1;
	return 0;
}

/* ------------------------------------------------------------- ageing by hand or LRU */

MAP(aged, BPF_MAP_TYPE_HASH, 0, __u32, __u64, PATTERN_AGED);
MAP(ages, BPF_MAP_TYPE_ARRAY, 0, __u32, __u32, PATTERN_AGED);
/* User space has put in the keys below. */
__u32 aged_next = PATTERN_AGED;

/* Inserts a new key into a full hash, deleting the oldest of a list. */
HANDLER(age_by_hand)
{
	__u32 key = aged_next++, at = key % PATTERN_AGED, *oldest;
	__u64 value = i;

	oldest = bpf_map_lookup_elem(&ages, &at);
	if (!oldest)
		return -1;
	bpf_map_delete_elem(&aged, oldest);
	*oldest = key;
	return bpf_map_update_elem(&aged, &key, &value, BPF_ANY);
}

MAP(lru, BPF_MAP_TYPE_LRU_HASH, 0, __u32, __u64, PATTERN_AGED);
__u32 lru_next = PATTERN_AGED;

/* Inserts a new key into a full LRU hash. */
HANDLER(age_by_lru)
{
	__u32 key = lru_next++;
	__u64 value = i;

	return bpf_map_update_elem(&lru, &key, &value, BPF_ANY);
}

/* ------------------------------------------------- start times in a hash, and a histogram */

MAP(starts, BPF_MAP_TYPE_HASH, 0, __u32, __u64, 10240);
MAP(slots, BPF_MAP_TYPE_ARRAY, 0, __u32, __u64, 64);

static __always_inline __u32 log2_of(__u64 v)
{
	__u32 log2 = 0;

	if (v >> 32) {
		v >>= 32;
		log2 += 32;
	}
	if (v >> 16) {
		v >>= 16;
		log2 += 16;
	}
	if (v >> 8) {
		v >>= 8;
		log2 += 8;
	}
	if (v >> 4) {
		v >>= 4;
		log2 += 4;
	}
	if (v >> 2) {
		v >>= 2;
		log2 += 2;
	}
	return log2 + (v >> 1 ? 1 : 0);
}

static __always_inline int add_to_slot(__u64 ns)
{
	__u32 slot = log2_of(ns) & 63;
	__u64 *count = bpf_map_lookup_elem(&slots, &slot);

	if (!count)
		return -1;
	__sync_fetch_and_add(count, 1);
	return 0;
}

/* Measures a latency: a hash of start times, and a log2 histogram. */
HANDLER(latency_by_hash)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 ts = bpf_ktime_get_ns(), *start;

	sink(i);
	if (bpf_map_update_elem(&starts, &tid, &ts, BPF_ANY))
		return -1;
	/* The return. */
	tid = bpf_get_current_pid_tgid();
	start = bpf_map_lookup_elem(&starts, &tid);
	if (!start)
		return -1;
	if (add_to_slot(bpf_ktime_get_ns() - *start))
		return -1;
	return bpf_map_delete_elem(&starts, &tid);
}
