// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/env/cpus.h"

/* Kernels can be built for 8192 CPUs. No set grows beyond this. */
#define MAX_CPUS (1 << 20)

static int allocate(struct cpus *cpus, int n)
{
	*cpus = (struct cpus){ CPU_ALLOC(n), CPU_ALLOC_SIZE(n) };
	if (!cpus->set)
		return -ENOMEM;
	CPU_ZERO_S(cpus->size, cpus->set);
	return 0;
}

int cpus_allowed(struct cpus *cpus)
{
	int err = -EINVAL;

	for (int n = CPU_SETSIZE; err == -EINVAL && n <= MAX_CPUS; n *= 2) {
		err = allocate(cpus, n);
		if (!err && sched_getaffinity(0, cpus->size, cpus->set))
			err = -errno;
		if (err)
			cpus_free(cpus);
	}
	return err;
}

int cpus_of_cgroup(struct cpus *cpus)
{
	struct cpus before, all = {};
	int err = cpus_allowed(&before);

	if (err)
		return err;
	err = allocate(&all, cpus_end(&before));
	if (!err) {
		memset(all.set, 0xff, all.size);
		/* The kernel leaves out the CPUs that the cgroup does not allow. */
		if (sched_setaffinity(0, all.size, all.set))
			err = -errno;
	}
	if (!err) {
		err = cpus_allowed(cpus);
		if (sched_setaffinity(0, before.size, before.set) && !err) {
			err = -errno;
			cpus_free(cpus);
		}
	}
	cpus_free(&all);
	cpus_free(&before);
	return err;
}

int cpus_one(struct cpus *cpus, int cpu)
{
	int err = allocate(cpus, cpu + 1);

	if (!err)
		CPU_SET_S(cpu, cpus->size, cpus->set);
	return err;
}

void cpus_free(struct cpus *cpus)
{
	if (cpus->set)
		CPU_FREE(cpus->set);
	*cpus = (struct cpus){};
}

int cpus_end(const struct cpus *cpus)
{
	return (int)(cpus->size * 8);
}

bool cpus_has(const struct cpus *cpus, int cpu)
{
	return cpu >= 0 && cpu < cpus_end(cpus) && CPU_ISSET_S(cpu, cpus->size, cpus->set);
}

int cpus_count(const struct cpus *cpus)
{
	return CPU_COUNT_S(cpus->size, cpus->set);
}

int cpus_pin(int cpu)
{
	struct cpus one;
	int err = cpus_one(&one, cpu);

	if (!err && sched_setaffinity(0, one.size, one.set))
		err = -errno;
	cpus_free(&one);
	return err;
}

/* Parses the next range of a list. Returns false at the end of the list, or if it is malformed. */
static bool next_range(const char **list, long *first, long *last)
{
	char *end;

	*first = strtol(*list, &end, 10);
	if (end == *list || *first < 0)
		return false;
	*last = *first;
	*list = end;
	if (*end == '-') {
		*last = strtol(end + 1, &end, 10);
		if (end == *list + 1 || *last < *first)
			return false;
		*list = end;
	}
	*list += **list == ',';
	return true;
}

bool cpu_list_has(const char *list, int cpu)
{
	long first, last;

	while (next_range(&list, &first, &last))
		if (first <= cpu && cpu <= last)
			return true;
	return false;
}

int cpu_list_count(const char *list)
{
	long first, last, n = 0;

	while (next_range(&list, &first, &last))
		n += last - first + 1;
	return n > MAX_CPUS ? MAX_CPUS : (int)n;
}
