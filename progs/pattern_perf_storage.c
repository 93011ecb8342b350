// SPDX-License-Identifier: GPL-2.0-only
/* Values of a thread: in a hash by its id, or in its storage. */
#include "pattern_perf.bpf.h"

MAP(by_pid, BPF_MAP_TYPE_HASH, 0, __u32, __u64, 10240);

/* Adds to a value of this thread in a hash by its id. */
HANDLER(task_by_hash)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 *value = bpf_map_lookup_elem(&by_pid, &tid), one = 1;

	sink(i);
	if (!value)
		return bpf_map_update_elem(&by_pid, &tid, &one, BPF_ANY);
	*value += 1;
	return 0;
}

MAP(storage, BPF_MAP_TYPE_TASK_STORAGE, BPF_F_NO_PREALLOC, int, __u64, 0);

/* Adds to a value in the storage of this thread. */
HANDLER(task_by_storage)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 *value;

	sink(i);
	value = bpf_task_storage_get(&storage, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!value)
		return -1;
	*value += 1;
	return 0;
}
