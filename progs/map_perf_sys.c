// SPDX-License-Identifier: GPL-2.0-only
/* Maps that user space uses by system call; no program uses them. */
#include "map_perf.bpf.h"

MAP(sys_hash, BPF_MAP_TYPE_HASH, 0, __u32, __u64, FILLED);
/* It is emptied and filled again. */
MAP(sys_deleted, BPF_MAP_TYPE_HASH, 0, __u32, __u64, FILLED);

struct sys_inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct sys_inner);
} sys_outer SEC(".maps");
