/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of CPUs of any size: glibc's cpu_set_t ends at 1024, and a kernel that may have
 * more answers a smaller set with EINVAL.
 */
#ifndef BENCH_CPUS_H
#define BENCH_CPUS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

struct cpus {
	cpu_set_t *set;
	/* Bytes of the set. */
	size_t size;
};

/* Those that the calling thread may run on; the caller frees.  0 or a negative errno. */
int cpus_allowed(struct cpus *cpus);
/* Those that our cgroup lets us have, whatever we are pinned to; as cpus_allowed(). */
int cpus_of_cgroup(struct cpus *cpus);
/* That one alone; as cpus_allowed(). */
int cpus_one(struct cpus *cpus, int cpu);
void cpus_free(struct cpus *cpus);

/* One more than the highest CPU that the set has room for. */
int cpus_end(const struct cpus *cpus);
bool cpus_has(const struct cpus *cpus, int cpu);
int cpus_count(const struct cpus *cpus);

/* The calling thread runs there from now on.  0 or a negative errno. */
int cpus_pin(int cpu);

/* Of a list as the kernel writes them, "0-3,8": whether the CPU is in it, and how many are. */
bool cpu_list_has(const char *list, int cpu);
int cpu_list_count(const char *list);

#endif /* BENCH_CPUS_H */
