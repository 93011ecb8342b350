/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Local storage: values that live with a task, a socket, a cgroup, an inode.
 * What is measured is finding one that exists.  The guard of an operation makes
 * it, before the clock starts.
 */
#ifndef MAP_PERF_STORAGE_BPF_H
#define MAP_PERF_STORAGE_BPF_H

#include "map_perf.bpf.h"

#define CREATE BPF_LOCAL_STORAGE_GET_F_CREATE

/* The storage of owner(ctx), which the baseline finds too. */
#define STORAGE_GET(kind, sec, helper, map_type, owner)                                            \
	MAP(kind##_storage, map_type, BPF_F_NO_PREALLOC, int, int, 0);                             \
	BENCH_BASE_IN(sec, base_##kind)                                                            \
	{                                                                                          \
		sink(owner(ctx));                                                                  \
	}                                                                                          \
	BENCH_IN_IF(sec, BENCH_N,                                                                  \
		    !(BENCH_IF) ? NULL : helper(&kind##_storage, owner(ctx), NULL, CREATE),        \
		    kind##_storage_get, base_##kind)                                               \
	{                                                                                          \
		hit(helper(&kind##_storage, owner(ctx), NULL, 0));                                 \
	}

#endif /* MAP_PERF_STORAGE_BPF_H */
