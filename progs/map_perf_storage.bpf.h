/* SPDX-License-Identifier: GPL-2.0-only */
/* Local storage: values that live as long as a task, a socket, a cgroup or an inode. The operation
 * finds a value that exists. Its guard creates the value before the clock starts. */
#ifndef MAP_PERF_STORAGE_BPF_H
#define MAP_PERF_STORAGE_BPF_H

#include "map_perf.bpf.h"

#define CREATE BPF_LOCAL_STORAGE_GET_F_CREATE

/* Gets the storage of owner(ctx). The baseline finds the owner, too. */
#define STORAGE_GET(kind, sec, helper, map_type, owner)                                            \
	MAP(kind##_storage, map_type, BPF_F_NO_PREALLOC, int, int, 0);                             \
	BENCH_BASE_IN(sec, base_##kind)                                                            \
	{                                                                                          \
		sink(owner(ctx));                                                                  \
	}                                                                                          \
	/* Gets the value that a task, socket or inode has in local storage. */                    \
	BENCH_IN_IF(sec, BENCH_N,                                                                  \
		    !(BENCH_IF) ? NULL : helper(&kind##_storage, owner(ctx), NULL, CREATE),        \
		    kind##_storage_get, base_##kind)                                               \
	{                                                                                          \
		hit(helper(&kind##_storage, owner(ctx), NULL, 0));                                 \
	}                                                                                          \
	/* A kernel without BTF knows no types of owners. */                                       \
	BENCH_NEEDS_IN(sec, base_##kind)                                                           \
	{                                                                                          \
		sink(owner(ctx));                                                                  \
		return 0;                                                                          \
	}                                                                                          \
	BENCH_NEEDS_IN(sec, kind##_storage_get)                                                    \
	{                                                                                          \
		sink(helper(&kind##_storage, owner(ctx), NULL, 0));                                \
		return 0;                                                                          \
	}

#endif /* MAP_PERF_STORAGE_BPF_H */
