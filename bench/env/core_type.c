// SPDX-License-Identifier: GPL-2.0-only
/* Chooses the fastest CPU where they differ, and names the type of its core. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/env/cpus.h"
#include "bench/env/env.h"
#include "bench/result/array.h"

#define CPUS "/sys/devices/system/cpu"

/* Intel's hybrid processors have one PMU for each type of core, whose directory lists the CPUs of
 * that type. The types are sorted by capacity, the largest first. */
static const struct {
	const char *type, *list;
} core_types[] = {
	{ "core", "/sys/devices/cpu_core/cpus" },
	{ "atom", "/sys/devices/cpu_atom/cpus" },
	{ "lowpower", "/sys/devices/cpu_lowpower/cpus" },
};

/* Properties by which CPUs are compared; more is better. A property that the kernel does not show
 * is 0. */
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

/* Returns NULL if all cores are of one type, or if the kernel does not show the types. */
static const char *type_of(const struct env_machine *machine, int cpu, long long *rank)
{
	size_t n = ARRAY_SIZE(core_types);

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

	/*
	 * An isolated CPU is reserved for something else. Take one only if no other CPU is allowed.
	 */
	for (int alone = 0; alone <= 1 && found < 0; alone++)
		for (int cpu = 0; cpu < cpus_end(allowed); cpu++) {
			struct core core;

			if (!cpus_has(allowed, cpu) ||
			    (!alone && isolated && cpu_list_has(isolated, cpu)))
				continue;
			core = core_of(&machine, cpu);
			/* Among equal CPUs take the last one, because the first CPUs serve most
			 * interrupts. */
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
