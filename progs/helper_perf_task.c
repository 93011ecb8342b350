// SPDX-License-Identifier: GPL-2.0-only
/* Helpers that tell who runs. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

BENCH(get_current_pid_tgid, base_empty)
{
	any_value(bpf_get_current_pid_tgid());
}

BENCH(get_current_uid_gid, base_empty)
{
	any_value(bpf_get_current_uid_gid());
}

BENCH(get_current_task, base_empty)
{
	hit(bpf_get_current_task());
}

BENCH(get_current_task_btf, base_empty)
{
	hit(bpf_get_current_task_btf());
}

BENCH(get_current_cgroup_id, base_empty)
{
	hit(bpf_get_current_cgroup_id());
}

/* The root, so that a process in no other cgroup has such an ancestor. */
BENCH(get_current_ancestor_cgroup_id, base_empty)
{
	hit(bpf_get_current_ancestor_cgroup_id(0));
}

BENCH_BASE(base_comm)
{
	char comm[16];

	sink(comm);
}

BENCH(get_current_comm, base_comm)
{
	char comm[16];

	done(bpf_get_current_comm(comm, sizeof(comm)));
	sink(comm);
}
