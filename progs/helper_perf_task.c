// SPDX-License-Identifier: GPL-2.0-only
/* Helpers that identify the current task. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"

/* Reads the process and thread id of the current task. */
BENCH(get_current_pid_tgid, base_empty)
{
	any_value(bpf_get_current_pid_tgid());
}

/* Reads the user and group id of the current task. */
BENCH(get_current_uid_gid, base_empty)
{
	any_value(bpf_get_current_uid_gid());
}

/* Reads the current task's address as a number. */
BENCH(get_current_task, base_empty)
{
	hit(bpf_get_current_task());
}

/* Reads the current task's address as a typed pointer. */
BENCH(get_current_task_btf, base_empty)
{
	hit(bpf_get_current_task_btf());
}

/* A kernel without BTF has the helper, and its verifier does not know what it returns. */
BENCH_NEEDS(get_current_task_btf)
{
	sink(bpf_get_current_task_btf());
	return 0;
}

/* Reads the id of the current task's cgroup. */
BENCH(get_current_cgroup_id, base_empty)
{
	hit(bpf_get_current_cgroup_id());
}

/* Reads the id of the root of the current task's cgroup. Level 0 is the root, which every process
 * has as an ancestor. */
BENCH(get_current_ancestor_cgroup_id, base_empty)
{
	hit(bpf_get_current_ancestor_cgroup_id(0));
}

BENCH_BASE(base_comm)
{
	char comm[16];

	sink(comm);
}

/* Copies the current task's name. */
BENCH(get_current_comm, base_comm)
{
	char comm[16];

	done(bpf_get_current_comm(comm, sizeof(comm)));
	sink(comm);
}
