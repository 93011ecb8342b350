// SPDX-License-Identifier: GPL-2.0-only
/* CPUs of one machine that are not alike: which is the fastest, and what kind it is of. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpus.h"
#include "bench/env.h"

#define CPUS "/sys/devices/system/cpu"

/* Intel's hybrid processors have a PMU for each type of core, and the type's CPUs in it;
 * the one of more capacity first. */
static const struct {
	const char *type, *list;
} core_types[] = {
	{ "core", "/sys/devices/cpu_core/cpus" },
	{ "atom", "/sys/devices/cpu_atom/cpus" },
	{ "lowpower", "/sys/devices/cpu_lowpower/cpus" },
};

/* What tells one CPU from another, 0 where the kernel does not; more is better. */
struct core {
	long long capacity, type, max_khz;
};

static long long read_of_cpu(const struct env_machine *machine, int cpu, const char *file)
{
	char path[PATH_MAX];
	long long number = 0;
	json_t *value;

	snprintf(path, sizeof(path), CPUS "/cpu%d/%s", cpu, file);
	value = env_number(machine, path);
	if (value)
		number = json_integer_value(value);
	json_decref(value);
	return number;
}

static bool listed(const struct env_machine *machine, const char *path, int cpu)
{
	char *list = env_first_line(machine, path);
	bool has = list && cpu_list_has(list, cpu);

	free(list);
	return has;
}

/* NULL where all cores are of one type, or nobody tells. */
static const char *type_of(const struct env_machine *machine, int cpu, long long *rank)
{
	size_t n = sizeof(core_types) / sizeof(core_types[0]);

	*rank = 0;
	for (size_t i = 0; i < n; i++) {
		if (!listed(machine, core_types[i].list, cpu))
			continue;
		*rank = (long long)(n - i);
		return core_types[i].type;
	}
	return NULL;
}

static struct core core_of(const struct env_machine *machine, int cpu)
{
	struct core core = {
		.capacity = read_of_cpu(machine, cpu, "cpu_capacity"),
		.max_khz = read_of_cpu(machine, cpu, "cpufreq/cpuinfo_max_freq"),
	};

	type_of(machine, cpu, &core.type);
	return core;
}

static bool less(const struct core *a, const struct core *b)
{
	if (a->capacity != b->capacity)
		return a->capacity < b->capacity;
	if (a->type != b->type)
		return a->type < b->type;
	return a->max_khz < b->max_khz;
}

int env_best_cpu_at(const char *root, const struct cpus *allowed)
{
	const struct env_machine machine = { .root = root };
	char *isolated = env_first_line(&machine, CPUS "/isolated");
	struct core best = {};
	int found = -1;

	/* Isolated CPUs are somebody's, unless we were put on nothing else. */
	for (int alone = 0; alone <= 1 && found < 0; alone++)
		for (int cpu = 0; cpu < cpus_end(allowed); cpu++) {
			struct core core;

			if (!cpus_has(allowed, cpu) ||
			    (!alone && isolated && cpu_list_has(isolated, cpu)))
				continue;
			core = core_of(&machine, cpu);
			/* Of equals the last: the first ones serve most interrupts. */
			if (found >= 0 && less(&core, &best))
				continue;
			best = core;
			found = cpu;
		}
	free(isolated);
	return found;
}

int env_best_cpu(const struct cpus *allowed)
{
	return env_best_cpu_at("", allowed);
}

static json_t *number_or_null(long long number)
{
	return number ? json_integer(number) : json_null();
}

int env_record_core(json_t *record, const struct env_machine *machine, int cpu)
{
	const struct core core = core_of(machine, cpu);
	long long rank;
	const char *type = type_of(machine, cpu, &rank);

	return json_object_set_new(record, "cpu_type", type ? json_string(type) : json_null()) ||
	       json_object_set_new(record, "cpu_max_khz", number_or_null(core.max_khz)) ||
	       json_object_set_new(record, "cpu_capacity", number_or_null(core.capacity));
}
