// SPDX-License-Identifier: GPL-2.0-only
/*
 * Task storage with several maps in use. For each task the kernel remembers the last value found in
 * each of 16 slots. With more maps than that, a lookup may walk the list of all values of the task.
 *
 * All operations use the first few of the same maps. Before its clock starts, an operation makes
 * sure that the task has values in these maps and in no others. Maps are used in random order, or
 * the processor would soon predict how far to walk.
 */
#define BENCH_SEC "raw_tp"
#include "map_perf_storage.bpf.h"

/* The guard and two lookups take the verifier longer. */
#define COUNT (BENCH_N / 4)

/* The type of the inner maps; user space creates them. */
struct storage {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, int);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, STORAGES);
	__type(key, __u32);
	__array(values, struct storage);
} storages SEC(".maps");

/* Number of maps in which the task has a value. */
__u32 in_play;

static __noinline bool play(__u32 wanted)
{
	struct task_struct *task = bpf_get_current_task_btf();
	void *storage;
	__u32 i;

	if (in_play == wanted)
		return true;
	for (i = 0; i < STORAGES; i++) {
		__u32 key = i;

		storage = bpf_map_lookup_elem(&storages, &key);
		if (!storage)
			return false;
		if (i >= wanted)
			bpf_task_storage_delete(storage, task);
		else if (!bpf_task_storage_get(storage, task, NULL, CREATE))
			return false;
	}
	in_play = wanted;
	return true;
}

/* Runs at the end: otherwise the values would stay until the kernel frees the maps. */
SEC("raw_tp") int play_none(void *ctx)
{
	return !play(0);
}

/* A kernel without BTF does not know the type of a task. */
#define NEEDS_TASK(name)                                                                           \
	BENCH_NEEDS(name)                                                                          \
	{                                                                                          \
		sink(bpf_get_current_task_btf());                                                  \
		return 0;                                                                          \
	}

#define TASK_STORAGES(maps)                                                                        \
	BENCH_IN(BENCH_SEC, COUNT, base_storage_##maps, none)                                      \
	{                                                                                          \
		__u32 key = scatter(nth(i)) % (maps);                                              \
                                                                                                   \
		sink(bpf_get_current_task_btf());                                                  \
		hit(bpf_map_lookup_elem(&storages, &key));                                         \
	}                                                                                          \
                                                                                                   \
	/* Gets a value of the current task, which has one in each of N maps. */                   \
	BENCH_IN_IF(BENCH_SEC, COUNT, play(maps), task_storage_get_##maps, base_storage_##maps)    \
	{                                                                                          \
		struct task_struct *task = bpf_get_current_task_btf();                             \
		__u32 key = scatter(nth(i)) % (maps);                                              \
		void *storage = bpf_map_lookup_elem(&storages, &key);                              \
		void *value = NULL;                                                                \
                                                                                                   \
		if (storage)                                                                       \
			value = bpf_task_storage_get(storage, task, NULL, 0);                      \
		hit(value);                                                                        \
	}                                                                                          \
                                                                                                   \
	NEEDS_TASK(base_storage_##maps)                                                            \
	NEEDS_TASK(task_storage_get_##maps)

TASK_STORAGES(1)
TASK_STORAGES(16)
TASK_STORAGES(17)
TASK_STORAGES(100)
