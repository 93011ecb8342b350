// SPDX-License-Identifier: GPL-2.0-only
/* Programs on bpf_get_numa_node_id(). Only the trigger here calls this helper, in a loop. See
 * docs/hook_perf.md. */
#define BENCH_SEC "raw_tp"
#include "bench.bpf.h"
#include "hook_perf.bpf.h"

#define TARGET "bpf_get_numa_node_id"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} by_pid SEC(".maps");

/* The trigger: it causes the events and does nothing else. */
BENCH_BASE(base_numa)
{
	any_value(bpf_get_numa_node_id());
}

/* Counts in a per-CPU array, as most counters do. */
static __always_inline int count_array(void)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&counters, &key);

	if (value)
		*value += 1;
	return 0;
}

static __always_inline int count_by_pid(void)
{
	__u32 pid = bpf_get_current_pid_tgid();
	__u64 *value = bpf_map_lookup_elem(&by_pid, &pid), one = 1;

	if (value)
		*value += 1;
	else
		bpf_map_update_elem(&by_pid, &pid, &one, BPF_ANY);
	return 0;
}

/* Several empty programs on one hook. Every operation has its own programs, because before 5.13 a
 * program can be attached to a trampoline only once. */
#define HOOKS_2(prog, section)                                                                     \
	HOOK(prog##_1, section, 0)                                                                 \
	HOOK(prog##_2, section, 0)
#define HOOKS_4(prog, section)                                                                     \
	HOOKS_2(prog, section)                                                                     \
	HOOK(prog##_3, section, 0)                                                                 \
	HOOK(prog##_4, section, 0)
#define HOOKS_8(prog, section)                                                                     \
	HOOKS_4(prog, section)                                                                     \
	HOOK(prog##_5, section, 0)                                                                 \
	HOOK(prog##_6, section, 0)                                                                 \
	HOOK(prog##_7, section, 0)                                                                 \
	HOOK(prog##_8, section, 0)

HOOK(kprobe, "kprobe/" TARGET, 0)
HOOK(kprobe_array, "kprobe/" TARGET, count_array())
HOOK(kprobe_hash, "kprobe/" TARGET, count_by_pid())
HOOK(kprobe_comm, "kprobe/" TARGET, take_comm())
HOOK(kprobe_detached, "kprobe/" TARGET, 0)
HOOKS_2(kprobe_of_2, "kprobe/" TARGET)
HOOKS_4(kprobe_of_4, "kprobe/" TARGET)
HOOKS_8(kprobe_of_8, "kprobe/" TARGET)
HOOK(kretprobe, "kretprobe/" TARGET, 0)

HOOK(kprobe_multi, "kprobe.multi/" TARGET, 0)
HOOK(kretprobe_multi, "kretprobe.multi/" TARGET, 0)
/* libbpf 1.4 has no section name for the type that this gets before the load. */
HOOK(kprobe_session, "kprobe.multi/" TARGET, 0)
HOOK(fentry, "fentry/" TARGET, 0)
HOOK(fentry_array, "fentry/" TARGET, count_array())
HOOK(fentry_hash, "fentry/" TARGET, count_by_pid())
HOOK(fentry_comm, "fentry/" TARGET, take_comm())
HOOK(fentry_detached, "fentry/" TARGET, 0)
HOOKS_2(fentry_of_2, "fentry/" TARGET)
HOOKS_4(fentry_of_4, "fentry/" TARGET)
HOOKS_8(fentry_of_8, "fentry/" TARGET)
HOOK(fexit, "fexit/" TARGET, 0)

/* Without error injection, a program can change the return value of security hooks only. The fentry
 * program on the same function is for comparison. */
HOOK(fmod_ret, "fmod_ret/security_task_getpgid", 0)
HOOK(fentry_getpgid, "fentry/security_task_getpgid", 0)
