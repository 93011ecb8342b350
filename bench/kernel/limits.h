/* SPDX-License-Identifier: GPL-2.0-only */
/* What our cgroup, and those around it, limit: CPU time and memory. */
#ifndef BENCH_KERNEL_LIMITS_H
#define BENCH_KERNEL_LIMITS_H

/* Size in bytes of the longest name of a cgroup that is kept, with its terminating 0. */
#define LIMITS_NAME 128

/* CPU time limit of our cgroup and of its ancestors. */
struct limits_cpu {
	/* The lowest limit, in CPUs on average, and the cgroup that has it. 0 and "" if there is
	 * none. */
	double cpus;
	char cgroup[LIMITS_NAME];
	/* How many periods were throttled, and for how many seconds, since the cgroups were
	 * created. */
	long long periods;
	double seconds;
};

void limits_cpu(struct limits_cpu *quota);

/* Memory limit of our cgroup and of its ancestors: the lowest one in bytes and the cgroup that has
 * it, or 0 and "". */
struct limits_memory {
	long long bytes;
	char cgroup[LIMITS_NAME];
	/* OOM kills in that cgroup, and on the whole machine for whatever reason. */
	long long kills, machine_kills;
};

void limits_memory(struct limits_memory *memory);

/* The same functions for tests: they look up every file under root. */
void limits_cpu_at(const char *root, struct limits_cpu *quota);
void limits_memory_at(const char *root, struct limits_memory *memory);

#endif /* BENCH_KERNEL_LIMITS_H */
