/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A typical profiler: at each sample it takes the stacks of kernel and user space, and counts by
 * process and stacks. prog_tests/sampling_perf/ attaches the program "profile" to a perf event on
 * every CPU.
 */
#define BENCH_SEC "tc"
#include "bench.bpf.h"
#include "sampling_perf.h"

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, SAMPLING_STACKS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, SAMPLING_FRAMES * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, SAMPLING_COUNTS);
	__type(key, struct sampling_key);
	__type(value, __u64);
} counts SEC(".maps");

/* The key is the CPU number. User space sets the size for this machine. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sampling_cpu);
} cpus SEC(".maps");

struct sampling_home home SEC(SAMPLING_HOME_SECTION) = {};

/* Returns 0, or -1 if there is no room for another count. */
static __always_inline int count(const struct sampling_key *key)
{
	__u64 one = 1, *n = bpf_map_lookup_elem(&counts, key);

	if (!n) {
		if (!bpf_map_update_elem(&counts, key, &one, BPF_NOEXIST))
			return 0;
		/* Another CPU may have inserted the key meanwhile. */
		n = bpf_map_lookup_elem(&counts, key);
	}
	if (!n)
		return -1;
	__sync_fetch_and_add(n, 1);
	return 0;
}

static __always_inline int take_sample(void *ctx)
{
	__u64 start = bpf_ktime_get_ns();
	__u32 cpu = bpf_get_smp_processor_id();
	struct sampling_cpu *here = bpf_map_lookup_elem(&cpus, &cpu);
	__u64 task = bpf_get_current_pid_tgid();
	struct sampling_key key = { .pid = task >> 32 };

	if (!here)
		return 0;
	key.kernel_stack = bpf_get_stackid(ctx, &stacks, BPF_F_REUSE_STACKID);
	key.user_stack = bpf_get_stackid(ctx, &stacks, BPF_F_REUSE_STACKID | BPF_F_USER_STACK);
	/* One of them is often missing: there is no kernel stack in user space, and no user
	 * stack in a kernel thread. */
	if (key.kernel_stack < 0 && key.user_stack < 0)
		here->no_stack++;
	if (count(&key))
		here->no_count++;
	here->samples++;
	if ((__u32)task == home.tid) {
		home.times[home.samples & (SAMPLING_TIMES - 1)] = bpf_ktime_get_ns() - start;
		home.samples++;
	}
	return 0;
}
