/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Task storage with several maps in play.  The kernel remembers the last value
 * found in each of 16 slots a task: with more maps than that, a lookup walks the
 * list of all values of the task.  That list is why each number of maps has an
 * object of its own: the task has values in these maps and no others.  Maps come
 * in random order, or the processor would soon know by heart how far to walk.
 */
#ifndef MAP_PERF_TASK_STORAGES_BPF_H
#define MAP_PERF_TASK_STORAGES_BPF_H

#define BENCH_SEC "raw_tp"
#include "map_perf_storage.bpf.h"

/* The guard and two lookups make it long for the verifier. */
#define COUNT (BENCH_N / 2)

/* What the inner maps look like; the runner makes them. */
struct storage {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, int);
};

bool created;

#define TASK_STORAGES(maps)                                                                        \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);                                          \
		__uint(max_entries, maps);                                                         \
		__type(key, __u32);                                                                \
		__array(values, struct storage);                                                   \
	} storages_##maps SEC(".maps");                                                            \
                                                                                                   \
	/* Gives the task a value in each map. */                                                  \
	static __noinline bool create_values(void)                                                 \
	{                                                                                          \
		struct task_struct *task = bpf_get_current_task_btf();                             \
		void *storage;                                                                     \
		__u32 i;                                                                           \
                                                                                                   \
		for (i = 0; i < (maps) && !created; i++) {                                         \
			__u32 key = i;                                                             \
                                                                                                   \
			storage = bpf_map_lookup_elem(&storages_##maps, &key);                     \
			if (!storage)                                                              \
				return false;                                                      \
			if (!bpf_task_storage_get(storage, task, NULL, CREATE))                    \
				return false;                                                      \
		}                                                                                  \
		created = true;                                                                    \
		return true;                                                                       \
	}                                                                                          \
                                                                                                   \
	BENCH_IN(BENCH_SEC, COUNT, base_storage_##maps, none)                                      \
	{                                                                                          \
		__u32 key = scatter(nth(i)) % (maps);                                              \
                                                                                                   \
		sink(bpf_get_current_task_btf());                                                  \
		hit(bpf_map_lookup_elem(&storages_##maps, &key));                                  \
	}                                                                                          \
                                                                                                   \
	BENCH_IN_IF(BENCH_SEC, COUNT, create_values(), task_storage_get_##maps,                    \
		    base_storage_##maps)                                                           \
	{                                                                                          \
		struct task_struct *task = bpf_get_current_task_btf();                             \
		__u32 key = scatter(nth(i)) % (maps);                                              \
		void *storage = bpf_map_lookup_elem(&storages_##maps, &key);                       \
		void *value = NULL;                                                                \
                                                                                                   \
		if (storage)                                                                       \
			value = bpf_task_storage_get(storage, task, NULL, 0);                      \
		hit(value);                                                                        \
	}

#endif /* MAP_PERF_TASK_STORAGES_BPF_H */
