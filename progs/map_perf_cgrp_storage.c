// SPDX-License-Identifier: GPL-2.0-only
/* Storage of the current task's cgroup. It has its own object, because its use of CO-RE takes long
 * to load. */
#define BENCH_SEC "raw_tp"
#include "map_perf_storage.bpf.h"

struct css_set {
	struct cgroup *dfl_cgrp;
} __attribute__((preserve_access_index));

struct task_struct {
	struct css_set *cgroups;
} __attribute__((preserve_access_index));

#define current_cgroup() (bpf_get_current_task_btf()->cgroups->dfl_cgrp)

MAP(cgrp_storage, MAP_TYPE_CGRP_STORAGE, BPF_F_NO_PREALLOC, int, int, 0);

/*
 * Global functions, so that the verifier checks them once and not for every operation. Before 7.0
 * it searches all of the kernel's BTF for the name of each structure that a trusted pointer passes,
 * which takes a millisecond each.
 */
__noinline int find_cgroup(void)
{
	sink(current_cgroup());
	return 0;
}

__noinline int get_storage(__u64 flags)
{
	return bpf_cgrp_storage_get(&cgrp_storage, current_cgroup(), NULL, flags) != NULL;
}

BENCH_BASE(base_cgroup)
{
	find_cgroup();
}

/* Gets the storage of the current task's cgroup. */
BENCH_IN_IF(BENCH_SEC, BENCH_N, get_storage(CREATE), cgrp_storage_get, base_cgroup)
{
	done(get_storage(0) - 1);
}
