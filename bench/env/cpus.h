/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU sets of any size. glibc's cpu_set_t ends at 1024 CPUs, and a kernel that may have more
 * refuses a smaller set with EINVAL. */
#ifndef BENCH_CPUS_H
#define BENCH_CPUS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

struct cpus {
	cpu_set_t *set;
	/* Size of the set in bytes. */
	size_t size;
};

/* Gets the CPUs that the calling thread may run on. The caller frees the set with cpus_free().
 * Returns 0 or a negative errno. */
int cpus_allowed(struct cpus *cpus);
/* Gets the CPUs that our cgroup allows, whatever the thread is pinned to. Otherwise as
 * cpus_allowed(). */
int cpus_of_cgroup(struct cpus *cpus);
/* Makes a set of this one CPU. Otherwise as cpus_allowed(). */
int cpus_one(struct cpus *cpus, int cpu);
void cpus_free(struct cpus *cpus);

/* Returns the number of CPUs that the set has room for: one more than the highest number. */
int cpus_end(const struct cpus *cpus);
bool cpus_has(const struct cpus *cpus, int cpu);
int cpus_count(const struct cpus *cpus);

/* Pins the calling thread to the CPU. Returns 0 or a negative errno. */
int cpus_pin(int cpu);

/* Parses a list in the kernel's format, "0-3,8": whether it contains the CPU, and how many CPUs it
 * contains. */
bool cpu_list_has(const char *list, int cpu);
int cpu_list_count(const char *list);

#endif /* BENCH_CPUS_H */
