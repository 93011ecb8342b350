// SPDX-License-Identifier: GPL-2.0-only
/* Puts the environment record together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/env/env.h"
#include "bench/kernel/limits.h"

static int record_fields(json_t *record, const struct env_machine *machine,
			 const struct env_field *field)
{
	for (; field->name; field++) {
		json_t *value = field->read(machine, field->arg);

		if (json_object_set_new(record, field->name, value ?: json_null()))
			return -ENOMEM;
	}
	return 0;
}

/* Returns null if the text is empty or is not UTF-8. */
static json_t *text_or_null(const char *text)
{
	return (*text ? json_string(text) : NULL) ?: json_null();
}

json_t *env_record_at(const char *root, int cpu)
{
	json_t *record = json_object();
	struct env_machine machine;
	struct env_flags flags;
	int err;

	env_machine_open(&machine, root);
	env_find_flags(&machine, &flags);
	err = record_fields(record, &machine, env_kernel_fields);
	if (!err)
		err = record_fields(record, &machine, env_cpu_fields);
	if (!err)
		err = env_record_core(record, &machine, cpu);
	free(machine.config);
	if (err || json_object_set_new(record, "debug_kernel", text_or_null(flags.debug_why)) ||
	    json_object_set_new(record, "slow_clock", text_or_null(flags.clock_why))) {
		json_decref(record);
		return NULL;
	}
	return record;
}

json_t *env_record(int cpu)
{
	return env_record_at("", cpu);
}

long long env_steal_ticks_at(const char *root)
{
	struct env_machine machine = { .root = root };
	char *text = env_text(&machine, "/proc/stat");
	long long steal;
	int got;

	if (!text)
		return -ENOENT;
	/* The fields are: user nice system idle iowait irq softirq steal */
	got = sscanf(text, "cpu %*u %*u %*u %*u %*u %*u %*u %lld", &steal);
	free(text);
	return got == 1 ? steal : -ENODATA;
}

long long env_steal_ticks(void)
{
	return env_steal_ticks_at("");
}

void env_record_throttling(json_t *record, const struct limits_cpu *before, char *why, size_t size)
{
	struct limits_cpu now;
	long long periods;
	double seconds;

	limits_cpu(&now);
	periods = now.periods - before->periods;
	seconds = now.seconds - before->seconds;
	json_object_set_new(record, "throttled_periods", json_integer(periods));
	json_object_set_new(record, "throttled_seconds", json_real(seconds));
	snprintf(why, size, "%s", "");
	if (now.cpus > 0 && periods > 0)
		snprintf(why, size,
			 "the CPU quota of cgroup %s (%.3g CPUs) stopped us %lld times, for %.1f s",
			 now.cgroup, now.cpus, periods, seconds);
}
