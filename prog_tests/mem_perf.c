// SPDX-License-Identifier: GPL-2.0-only
/* The memory that maps take, by two counts of the kernel: docs/mem_perf.md. */
#include "test_progs.h"
#include "mem_perf/count.h"
#include "mem_perf/formula.h"
#include "mem_perf/others.h"

#include "mem_perf.skel.h"

/* Map types that the <linux/bpf.h> of the build machine may lack. */
#define TYPE_BLOOM_FILTER 30 /* Linux 5.16 */
#define TYPE_USER_RINGBUF 31 /* Linux 6.1 */
#define TYPE_CGRP_STORAGE 32 /* Linux 6.2 */
#define TYPE_ARENA 33	     /* Linux 6.9 */
#define FLAG_MMAPABLE (1U << 10)

/* Entries of a full map, and of the published hash. */
#define MANY 4096
/* Where nothing has to be put in; the more there are, the less a page matters. */
#define TABLE_SIZE 16384
#define PUBLISHED 10240
#define PUBLISHED_FILLED 1024
#define PAGE 4096

#define KIND(name, map_type, map_flags, key_size, value_size, least, most, how)                    \
	static const struct mem_kind name = {                                                      \
		.type = (enum bpf_map_type)(map_type),                                             \
		.flags = map_flags,                                                                \
		.key = key_size,                                                                   \
		.value = value_size,                                                               \
		.few = least,                                                                      \
		.many = most,                                                                      \
		.fill = how,                                                                       \
	}
#define KEYED(name, type, flags, fill) KIND(name, type, flags, 4, 8, 1, MANY, fill)
#define FIXED(name, type, key) KIND(name, type, 0, key, 8, 1, TABLE_SIZE, MEM_FILL_NONE)
#define POINTERS(name, type, value) KIND(name, type, 0, 4, value, 1, TABLE_SIZE, MEM_FILL_NONE)
#define STORAGE(name, type, fill) KIND(name, type, BPF_F_NO_PREALLOC, 4, 8, 0, 0, fill)

FIXED(array, BPF_MAP_TYPE_ARRAY, 4);
FIXED(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, 4);
KEYED(hash, BPF_MAP_TYPE_HASH, 0, MEM_FILL_KEYS);
KEYED(hash_noprealloc, BPF_MAP_TYPE_HASH, BPF_F_NO_PREALLOC, MEM_FILL_KEYS);
KEYED(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, 0, MEM_FILL_KEYS);
KEYED(percpu_hash_noprealloc, BPF_MAP_TYPE_PERCPU_HASH, BPF_F_NO_PREALLOC, MEM_FILL_KEYS);
KEYED(lru_hash, BPF_MAP_TYPE_LRU_HASH, 0, MEM_FILL_KEYS);
KEYED(lru_percpu_hash, BPF_MAP_TYPE_LRU_PERCPU_HASH, 0, MEM_FILL_KEYS);
KIND(lpm_trie, BPF_MAP_TYPE_LPM_TRIE, BPF_F_NO_PREALLOC, 8, 8, 1, MANY, MEM_FILL_PREFIXES);
FIXED(queue, BPF_MAP_TYPE_QUEUE, 0);
FIXED(stack, BPF_MAP_TYPE_STACK, 0);
KIND(bloom_filter, TYPE_BLOOM_FILTER, 0, 0, 8, 1, 1 << 20, MEM_FILL_NONE);
/* Traces of up to 127 frames, as most tools have. */
KIND(stack_trace, BPF_MAP_TYPE_STACK_TRACE, 0, 4, 127 * 8, 1, MANY, MEM_FILL_NONE);
KIND(ringbuf, BPF_MAP_TYPE_RINGBUF, 0, 0, 0, PAGE, 64 * PAGE, MEM_FILL_NONE);
KIND(user_ringbuf, TYPE_USER_RINGBUF, 0, 0, 0, PAGE, 64 * PAGE, MEM_FILL_NONE);
KIND(arena, TYPE_ARENA, FLAG_MMAPABLE, 0, 0, 1, 256, MEM_FILL_PAGES);
POINTERS(prog_array, BPF_MAP_TYPE_PROG_ARRAY, 4);
POINTERS(perf_event_array, BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4);
POINTERS(cgroup_array, BPF_MAP_TYPE_CGROUP_ARRAY, 4);
POINTERS(array_of_maps, BPF_MAP_TYPE_ARRAY_OF_MAPS, 4);
POINTERS(hash_of_maps, BPF_MAP_TYPE_HASH_OF_MAPS, 4);
POINTERS(devmap, BPF_MAP_TYPE_DEVMAP, 4);
POINTERS(devmap_hash, BPF_MAP_TYPE_DEVMAP_HASH, 4);
/* At most one entry a CPU is allowed. */
KIND(cpumap, BPF_MAP_TYPE_CPUMAP, 0, 4, 4, 1, 1, MEM_FILL_NONE);
POINTERS(xskmap, BPF_MAP_TYPE_XSKMAP, 4);
POINTERS(sockmap, BPF_MAP_TYPE_SOCKMAP, 4);
POINTERS(sockhash, BPF_MAP_TYPE_SOCKHASH, 4);
POINTERS(reuseport_sockarray, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 8);
STORAGE(sk_storage, BPF_MAP_TYPE_SK_STORAGE, MEM_FILL_SOCKETS);
STORAGE(inode_storage, BPF_MAP_TYPE_INODE_STORAGE, MEM_FILL_INODES);
STORAGE(task_storage, BPF_MAP_TYPE_TASK_STORAGE, MEM_FILL_TASKS);
STORAGE(cgrp_storage, TYPE_CGRP_STORAGE, MEM_FILL_NONE);

/* The published pair, and an oversized map beside one that keeps the newest entries. */
KIND(hash_10240, BPF_MAP_TYPE_HASH, 0, 4, 8, 1, PUBLISHED, MEM_FILL_NONE);
KIND(hash_1m, BPF_MAP_TYPE_HASH, 0, 4, 8, 1, 1000000, MEM_FILL_NONE);
KIND(lru_hash_10k, BPF_MAP_TYPE_LRU_HASH, 0, 4, 8, 1, 10000, MEM_FILL_NONE);
KIND(array_by_pid_4m, BPF_MAP_TYPE_ARRAY, 0, 4, 8, 1, 1 << 22, MEM_FILL_NONE);

static const struct mem_hash hash_here = { .prealloc = true, .entries = PUBLISHED, .cpus = 128 };
static const struct mem_hash hash_filled_here = { .entries = PUBLISHED,
						  .filled = PUBLISHED_FILLED,
						  .cpus = 128 };

#define COUNT(suffix, callback, kind, of_unit, what)                                               \
	{                                                                                          \
		.name = #kind suffix, .about = what, .run = callback, .once = true, .n = 1,        \
		.unit = of_unit, .arg = &kind                                                      \
	}

/* Where the second count says little: an array of pointers. */
#define TABLE(kind)                                                                                \
	COUNT("_map", mem_count_map, kind, "bytes",                                                \
	      "Memory charged for a map of one entry: " #kind),                                    \
		COUNT("_entry", mem_count_entry, kind, "bytes",                                    \
		      "Memory charged for an entry of a full map: " #kind)
#define MAP(kind)                                                                                  \
	TABLE(kind),                                                                               \
		COUNT("_fdinfo", mem_count_fdinfo, kind, "bytes",                                  \
		      "Memory that the kernel says a full map takes: " #kind),                     \
		COUNT("_told", mem_count_told, kind, "%",                                          \
		      "What the kernel says of what it charges: " #kind)
#define PERCPU(kind)                                                                               \
	MAP(kind), COUNT("_entry_cpu", mem_count_entry_cpu, kind, "bytes",                         \
			 "Memory charged for an entry, for each CPU: " #kind)
#define CHARGED(kind, what) COUNT("_charged", mem_count_charged, kind, "bytes", what)

#define OTHER(op, callback, what, ...)                                                             \
	{                                                                                          \
		.name = op, .about = what, .run = callback, .once = true, .n = 1, .unit = "bytes", \
		__VA_ARGS__                                                                        \
	}

static const struct bench_user_op ops[] = {
	MAP(array),
	PERCPU(percpu_array),
	MAP(hash),
	MAP(hash_noprealloc),
	PERCPU(percpu_hash),
	PERCPU(percpu_hash_noprealloc),
	MAP(lru_hash),
	PERCPU(lru_percpu_hash),
	MAP(lpm_trie),
	MAP(queue),
	MAP(stack),
	MAP(bloom_filter),
	MAP(stack_trace),
	MAP(ringbuf),
	MAP(user_ringbuf),
	MAP(arena),
	TABLE(prog_array),
	TABLE(perf_event_array),
	TABLE(cgroup_array),
	TABLE(array_of_maps),
	MAP(hash_of_maps),
	TABLE(devmap),
	TABLE(devmap_hash),
	COUNT("_map", mem_count_map, cpumap, "bytes",
	      "Memory charged for a map of one entry: cpumap"),
	TABLE(xskmap),
	TABLE(sockmap),
	TABLE(sockhash),
	TABLE(reuseport_sockarray),
	MAP(sk_storage),
	MAP(inode_storage),
	MAP(task_storage),
	COUNT("_map", mem_count_map, cgrp_storage, "bytes",
	      "Memory charged for a map: cgrp_storage"),
	CHARGED(hash_10240, "Memory charged for a preallocated hash of 10240 entries"),
	OTHER("hash_noprealloc_10240_with_1024", mem_hash_fdinfo,
	      "A hash for 10240 entries with 1024 in it, not preallocated",
	      .arg = &hash_filled_here),
	OTHER("hash_10240_128_cpus", mem_hash_formula,
	      "A preallocated hash of 10240 entries, computed for 128 CPUs", .arg = &hash_here),
	OTHER("hash_noprealloc_10240_with_1024_128_cpus", mem_hash_formula,
	      "A hash with 1024 entries, not preallocated, computed for 128 CPUs",
	      .arg = &hash_filled_here),
	CHARGED(hash_1m, "Memory charged for a hash for a million entries"),
	CHARGED(lru_hash_10k, "Memory charged for an LRU hash for 10000 entries"),
	OTHER("array_by_pid", mem_array_by_pid, "An array with 8 bytes for every process id"),
	CHARGED(array_by_pid_4m, "Memory charged for an array of four million process ids"),
	OTHER("ftrace_cpu", mem_ftrace_cpu, "The buffer of ftrace for each CPU, once it is used"),
	{},
};

static double ratio(double a, double b)
{
	return a / b;
}

static const struct bench_derived ratios[] = {
	{ .name = "hash_1m_against_lru_hash_10k",
	  .about = "How many times the memory of the LRU hash the large hash takes",
	  .a = "hash_1m_charged",
	  .b = "lru_hash_10k_charged",
	  .figure = ratio,
	  .unit = "x" },
	{ .name = "array_by_pid_against_hash",
	  .about = "How many times the memory of a hash the array by process id takes",
	  .a = "array_by_pid",
	  .b = "hash_noprealloc_10240_with_1024",
	  .figure = ratio,
	  .unit = "x" },
	{},
};

void test_mem_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		{
			BENCH_OBJECT(mem_perf),
			.ctx_size = mem_count_size(),
			.before = mem_count_before,
			.after = mem_count_after,
			.setup = mem_count_setup,
			.teardown = mem_count_teardown,
			.user_ops = ops,
			.derived = ratios,
			.rounds = 3,
		},
		{},
	};

	bench_run(bench, objects);
}
