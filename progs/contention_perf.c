// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations that several CPUs do at the same time, on the same map or each on its own part.
 *
 *	CONTENDED(name)
 *	{
 *		... cpu is this CPU, n the number of the operation on it
 *		return negative if it failed;
 *	}
 *
 * becomes the program work__name, which does the operation CONTENTION_OPS times and takes the time of
 * all, and time__name, which times single ones into this CPU's histogram. User space runs them on
 * all CPUs.
 */
#define BENCH_SEC "tc"
#include <bpf/bpf_endian.h>

#include "bench.bpf.h"
#include "contention_perf.h"
#include "map.bpf.h"

struct contention_slot slots[CONTENTION_CPUS] SEC(CONTENTION_SECTION) = {};

struct times {
	__u64 buckets[BENCH_HIST_BUCKETS];
	__u64 max;
};

MAP(times, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, struct times, 1);

static __always_inline void record(__u64 ns)
{
	__u32 key = 0, bucket;
	struct times *mine = bpf_map_lookup_elem(&times, &key);

	if (!mine)
		return;
	ns = ns > bench_out.clock ? ns - bench_out.clock : 0;
	bucket = bench_hist_bucket(ns);
	if (bucket < BENCH_HIST_BUCKETS)
		mine->buckets[bucket] += 1;
	if (ns > mine->max)
		mine->max = ns;
}

/*
 * A global function: the verifier checks the operation once, and not in every iteration. It uses its
 * arguments, because the compiler would not pass them otherwise.
 */
#define CONTENDED(name)                                                                            \
	static __always_inline int do__##name(__u32 cpu, __u64 n);                                 \
	__attribute__((noinline)) int op__##name(__u32 cpu, __u64 n)                               \
	{                                                                                          \
		sink(cpu);                                                                         \
		sink(n);                                                                           \
		return do__##name(cpu, n);                                                         \
	}                                                                                          \
	SEC("tc") int work__##name(void *ctx)                                                      \
	{                                                                                          \
		__u32 cpu = bpf_get_smp_processor_id() & (CONTENTION_CPUS - 1), i;                 \
		struct contention_slot *slot = &slots[cpu];                                        \
		__u64 start = bpf_ktime_get_ns();                                                  \
                                                                                                   \
		for (i = 0; i < CONTENTION_OPS; i++)                                               \
			slot->failed += (__u32)op__##name(cpu, slot->next++) >> 31;                \
		slot->ns += bpf_ktime_get_ns() - start;                                            \
		slot->ops += CONTENTION_OPS;                                                       \
		return 0;                                                                          \
	}                                                                                          \
	SEC("tc") int time__##name(void *ctx)                                                      \
	{                                                                                          \
		__u32 cpu = bpf_get_smp_processor_id() & (CONTENTION_CPUS - 1), i;                 \
		struct contention_slot *slot = &slots[cpu];                                        \
		__u64 start;                                                                       \
                                                                                                   \
		for (i = 0; i < CONTENTION_TIMED; i++) {                                           \
			start = bpf_ktime_get_ns();                                                \
			slot->failed += (__u32)op__##name(cpu, slot->next++) >> 31;                \
			record_time(bpf_ktime_get_ns() - start);                                   \
		}                                                                                  \
		slot->ops += CONTENTION_TIMED;                                                     \
		return 0;                                                                          \
	}                                                                                          \
	static __always_inline int do__##name(__u32 cpu, __u64 n)

__attribute__((noinline)) int record_time(__u64 ns)
{
	record(ns);
	return 0;
}

/* A key that only this CPU uses. */
#define OWN(cpu, n) ((cpu)*CONTENTION_KEYS + (__u32)(n) % CONTENTION_KEYS)
/* A key that was never used before. */
#define NEW(cpu, n) ((cpu) << 22 | ((__u32)(n)&0x3fffff))

/* ---------------------------------------------------------------------- counters */

/* On a line of their own. */
struct {
	__u64 before[8], count, after[7];
} shared;

/* One counter for all CPUs, by an atomic addition. */
CONTENDED(counter_atomic)
{
	__sync_fetch_and_add(&shared.count, 1);
	return 0;
}

MAP(counts, BPF_MAP_TYPE_PERCPU_ARRAY, 0, __u32, __u64, 1);

/* A counter for each CPU, in a per-CPU array. */
CONTENDED(counter_percpu_array)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		return -1;
	*count += 1;
	return 0;
}

MAP(counts_hash, BPF_MAP_TYPE_PERCPU_HASH, 0, __u32, __u64, CONTENTION_KEYS);

/* A counter for each CPU, in a per-CPU hash. */
CONTENDED(counter_percpu_hash)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts_hash, &key);

	if (!count)
		return -1;
	*count += 1;
	return 0;
}

MAP(shared_hash, BPF_MAP_TYPE_HASH, 0, __u32, __u64, CONTENTION_KEYS);

/* One counter for all CPUs, in a hash, by an atomic addition. */
CONTENDED(counter_hash_atomic)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&shared_hash, &key);

	if (!count)
		return -1;
	__sync_fetch_and_add(count, 1);
	return 0;
}

struct locked {
	struct bpf_spin_lock lock;
	__u64 count;
};

MAP(locked, BPF_MAP_TYPE_ARRAY, 0, __u32, struct locked, 1);

/* One counter for all CPUs, under a bpf_spin_lock. */
CONTENDED(counter_spin_lock)
{
	__u32 key = 0;
	struct locked *value = bpf_map_lookup_elem(&locked, &key);

	if (!value)
		return -1;
	bpf_spin_lock(&value->lock);
	value->count += 1;
	bpf_spin_unlock(&value->lock);
	return 0;
}

/* ------------------------------------------------------------------ array and hash */

MAP(array, BPF_MAP_TYPE_ARRAY, 0, __u32, __u64, CONTENTION_KEYS);

/* All CPUs update the same element of an array, without a lock. */
CONTENDED(array_update_same_key)
{
	__u32 key = 0;

	return bpf_map_update_elem(&array, &key, &n, BPF_ANY);
}

/* All CPUs read the same hash, which nobody writes. */
CONTENDED(hash_lookup)
{
	__u32 key = (__u32)n % CONTENTION_KEYS;

	return bpf_map_lookup_elem(&shared_hash, &key) ? 0 : -1;
}

MAP(hash, BPF_MAP_TYPE_HASH, 0, __u32, __u64, CONTENTION_KEYS);

/* All CPUs update the same key of a hash: its bucket has a lock. */
CONTENDED(hash_update_same_key)
{
	__u32 key = 0;

	return bpf_map_update_elem(&hash, &key, &n, BPF_ANY);
}

MAP(hash_own, BPF_MAP_TYPE_HASH, 0, __u32, __u64, CONTENTION_KEYS *CONTENTION_CPUS);

/* Each CPU updates keys of its own in one hash. */
CONTENDED(hash_update_own_keys)
{
	__u32 key = OWN(cpu, n);

	return bpf_map_update_elem(&hash_own, &key, &n, BPF_ANY);
}

MAP(hash_churn, BPF_MAP_TYPE_HASH, 0, __u32, __u64, CONTENTION_KEYS *CONTENTION_CPUS);

/* Each CPU inserts keys of its own and deletes them again: elements come from one pool. */
CONTENDED(hash_insert_delete_own_keys)
{
	__u32 key = OWN(cpu, n);
	long err = bpf_map_update_elem(&hash_churn, &key, &n, BPF_NOEXIST);

	return err ? err : bpf_map_delete_elem(&hash_churn, &key);
}

MAP(hash_alloc, BPF_MAP_TYPE_HASH, BPF_F_NO_PREALLOC, __u32, __u64,
    CONTENTION_KEYS *CONTENTION_CPUS);

/* The same without preallocation. */
CONTENDED(hash_noprealloc_insert_delete_own_keys)
{
	__u32 key = OWN(cpu, n);
	long err = bpf_map_update_elem(&hash_alloc, &key, &n, BPF_NOEXIST);

	return err ? err : bpf_map_delete_elem(&hash_alloc, &key);
}

/* --------------------------------------------------------------------------- LRU */

#define LRU_ENTRIES 16384

MAP(lru, BPF_MAP_TYPE_LRU_HASH, 0, __u32, __u64, LRU_ENTRIES);
MAP(lru_nocommon, BPF_MAP_TYPE_LRU_HASH, BPF_F_NO_COMMON_LRU, __u32, __u64, LRU_ENTRIES);

/* Each CPU inserts new keys into a full LRU hash, which has one list for all CPUs. */
CONTENDED(lru_insert_evict)
{
	__u32 key = NEW(cpu, n);

	return bpf_map_update_elem(&lru, &key, &n, BPF_ANY);
}

/* The same with a list for each CPU, BPF_F_NO_COMMON_LRU. */
CONTENDED(lru_nocommon_insert_evict)
{
	__u32 key = NEW(cpu, n);

	return bpf_map_update_elem(&lru_nocommon, &key, &n, BPF_ANY);
}

/* User space gives them room for twice what each CPU uses at a time. */
MAP(lru_kept, BPF_MAP_TYPE_LRU_HASH, 0, __u32, __u64, CONTENTION_KEPT);
MAP(lru_nocommon_kept, BPF_MAP_TYPE_LRU_HASH, BPF_F_NO_COMMON_LRU, __u32, __u64, CONTENTION_KEPT);

/* Looks up a key of the working set, and inserts it if it was evicted. Every second time a key comes
 * that is never used again. */
static __always_inline int keep(void *map, __u32 cpu, __u64 n)
{
	__u32 key = cpu << 22 | (__u32)n % CONTENTION_KEPT, other = 1U << 31 | NEW(cpu, n);
	int missed = 0;

	if (!bpf_map_lookup_elem(map, &key)) {
		missed = -1;
		bpf_map_update_elem(map, &key, &n, BPF_ANY);
	}
	if (n & 1)
		bpf_map_update_elem(map, &other, &n, BPF_ANY);
	return missed;
}

/* Each CPU uses 256 keys over and over in an LRU hash with room for 512 a CPU; a key that was evicted
 * failed. */
CONTENDED(lru_working_set)
{
	return keep(&lru_kept, cpu, n);
}

/* The same with a list for each CPU, BPF_F_NO_COMMON_LRU. */
CONTENDED(lru_nocommon_working_set)
{
	return keep(&lru_nocommon_kept, cpu, n);
}

/* ------------------------------------------------------------------------ others */

struct prefix {
	__u32 length, address;
};

MAP(trie, BPF_MAP_TYPE_LPM_TRIE, BPF_F_NO_PREALLOC, struct prefix, __u64,
    2 * CONTENTION_KEYS * CONTENTION_CPUS);

/* Each CPU updates prefixes of its own in one trie, which has one lock. */
CONTENDED(lpm_trie_update_own_keys)
{
	struct prefix key = { .length = 32, .address = bpf_htonl(OWN(cpu, n)) };

	return bpf_map_update_elem(&trie, &key, &n, BPF_ANY);
}

/* All CPUs look up the same prefixes of a trie that nobody writes. */
MAP(trie_read, BPF_MAP_TYPE_LPM_TRIE, BPF_F_NO_PREALLOC, struct prefix, __u64, CONTENTION_KEYS);

CONTENDED(lpm_trie_lookup)
{
	struct prefix key = { .length = 32, .address = bpf_htonl((__u32)n % CONTENTION_KEYS) };

	return bpf_map_lookup_elem(&trie_read, &key) ? 0 : -1;
}

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4 * CONTENTION_CPUS);
	__type(value, __u64);
} queue SEC(".maps");

/* Each CPU puts an element into one queue and takes one out. */
CONTENDED(queue_push_pop)
{
	long err = bpf_map_push_elem(&queue, &n, 0);

	return err ? err : bpf_map_pop_elem(&queue, &n);
}

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, CONTENTION_RING);
} ring SEC(".maps");

/* All CPUs send events of 16 bytes into one ring buffer, without waking anybody. */
CONTENDED(ringbuf_submit_16)
{
	__u64 *event = bpf_ringbuf_reserve(&ring, 16, 0);

	if (!event)
		return -1;
	*event = n;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}
