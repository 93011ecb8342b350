// SPDX-License-Identifier: GPL-2.0-only
/* CPU masks. Their kfuncs are for tracing programs, which BPF_PROG_TEST_RUN does not run, so they
 * are triggered as in helper_perf_depth.c. */
#define BENCH_SEC "tp_btf/task_rename"
#define BENCH_IF bench_mine()
#include "bench.bpf.h"
#include <stdbool.h>

/* The content does not matter, but libbpf distinguishes a declaration from the kernel's type. */
struct cpumask {
	unsigned long bits[1];
};

struct bpf_cpumask {
	struct cpumask cpumask;
};

struct task_struct {
	const struct cpumask *cpus_ptr;
} __attribute__((preserve_access_index));

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym __weak;
extern void bpf_cpumask_release(struct bpf_cpumask *mask) __ksym __weak;
extern bool bpf_cpumask_test_cpu(__u32 cpu, const struct cpumask *mask) __ksym __weak;

/* Allocates a CPU mask and releases it. */
BENCH(cpumask_create_release, base_empty)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	hit(mask);
	if (mask)
		bpf_cpumask_release(mask);
}

/* The first argument of the tracepoint is the task that is renamed. Only the guard reads its mask,
 * because the verifier takes long to check that read. */
#define CPUS(ctx) ((void *)((struct task_struct *)*(__u64 *)(ctx))->cpus_ptr)

BENCH_BASE(base_cpu)
{
	done(bpf_get_smp_processor_id());
}

/* Tests a bit of a task's CPU mask. A task may run on the CPU that it runs on, so the bit is
 * set. */
BENCH_IN_IF(BENCH_SEC, BENCH_N, BENCH_IF && (ctx = CPUS(ctx)), cpumask_test_cpu, base_cpu)
{
	bool may = bpf_cpumask_test_cpu(bpf_get_smp_processor_id(), ctx);

	bench_outcome(may, !may);
}
