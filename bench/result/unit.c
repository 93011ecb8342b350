// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "bench/result/unit.h"

const struct unit units[] = {
	{
		.name = "ns",
		.of_result = true,
		.of_limit = true,
		.clock = true,
		/* Half a nanosecond is one or two instructions. */
		.precise_abs = 0.5,
		.threshold = 0.03,
		.min_delta = 0.5,
		.margin = { 0.10, 0.5, 0 },
		.metric = "seconds",
		.metric_factor = 1e-9,
		.benchstat = "ns/op",
		.measure = "latency",
	},
	{
		.name = "insns",
		.of_result = true,
		.of_limit = true,
		.clock = true,
		.timeless = true,
		.exact = true,
		.precise_abs = 0.5,
		.threshold = 1e-5,
		.min_delta = 0.5,
		/* A new compiler version adds or removes one or two instructions. */
		.margin = { 0.02, 2, 2 },
		.metric = "instructions",
		.metric_factor = 1,
		.benchstat = "insns/op",
		.measure = "instructions",
	},
	{
		/* The processor counts them, including those of interrupts that occurred. */
		.name = COUNTED_UNIT,
		.of_limit = true,
		.timeless = true,
		.threshold = 0.005,
		.min_delta = 1,
		.margin = { 0.10, 0.5, 0 },
	},
	{
		/* A time in them does not depend on the frequency. */
		.name = CYCLES_UNIT,
		.of_limit = true,
	},
	{
		.name = "bytes",
		.of_result = true,
		.of_limit = true,
		.timeless = true,
		.exact = true,
		.min_delta = 1,
		.margin = { 0.10, 0, 0 },
		.metric = "bytes",
		.metric_factor = 1,
		.benchstat = "bytes",
		.measure = "size",
	},
	{
		/* Instructions that the verifier processes: other kernels take other paths. */
		.name = VERIFIED_UNIT,
		.of_result = true,
		.of_limit = true,
		.timeless = true,
		.exact = true,
		.threshold = 0.10,
		.min_delta = 1,
		.margin = { 0.10, 0, 0 },
		.metric = "verified_instructions",
		.metric_factor = 1,
		.benchstat = "verified-insns",
		.measure = "verified-instructions",
	},
	{
		/* States that the verifier keeps. */
		.name = "states",
		.of_result = true,
		.of_limit = true,
		.timeless = true,
		.exact = true,
		.threshold = 0.10,
		.min_delta = 1,
		/* Most programs have none or a few. */
		.margin = { 0.10, 1, 1 },
		.metric = "states",
		.metric_factor = 1,
		.benchstat = "states",
		.measure = "states",
	},
	{
		.name = "%",
		.of_result = true,
		.of_limit = true,
		.relative = true,
		.precise_abs = 5,
		.min_delta = 2,
		.metric = "ratio",
		.metric_factor = 1e-2,
		.benchstat = "%",
		.measure = "percentage",
	},
	{
		.name = "events/s",
		.of_result = true,
		.of_limit = true,
		.higher_is_better = true,
		.threshold = 0.05,
		.margin = { 0.10, 0, 0 },
		.metric = "events_per_second",
		.metric_factor = 1,
		.benchstat = "events/s",
		.measure = "throughput",
	},
	{
		.name = "packets/s",
		.of_result = true,
		.of_limit = true,
		.higher_is_better = true,
		.threshold = 0.05,
		.margin = { 0.10, 0, 0 },
		.metric = "packets_per_second",
		.metric_factor = 1,
		.benchstat = "packets/s",
		.measure = "throughput",
	},
	{
		/* A ratio of two figures. */
		.name = "x",
		.of_result = true,
		.of_limit = true,
		.threshold = 0.05,
		.margin = { 0.10, 0, 0 },
		.metric = "factor",
		.metric_factor = 1,
		.benchstat = "x",
		.measure = "factor",
	},
	{
		/*
		 * What takes a while and waits for others: verification of a whole test, attaching,
		 * which may wait for some grace periods of 4 ms. If the clock counts instructions,
		 * thousands of these.
		 */
		.name = "us",
		.of_result = true,
		.of_limit = true,
		.precise_abs = 5000,
		.threshold = 0.10,
		.min_delta = 5000,
		.margin = { 0.50, 5000, 0 },
		/* Each unit has a family of its own, and Prometheus wants base units. */
		.metric = "waiting_seconds",
		.metric_factor = 1e-6,
		.benchstat = "us/op",
		.measure = "microseconds",
	},
	{},
};

const struct unit *unit_find(const char *name)
{
	for (const struct unit *unit = units; unit->name; unit++)
		if (!strcmp(unit->name, name))
			return unit;
	return NULL;
}

void unit_list(bool (*wanted)(const struct unit *unit), char *text, size_t size)
{
	const struct unit *last = NULL;
	size_t len = 0;

	*text = '\0';
	for (const struct unit *unit = units; unit->name; unit++)
		if (wanted(unit))
			last = unit;
	for (const struct unit *unit = units; unit->name && len < size; unit++)
		if (wanted(unit))
			len += snprintf(text + len, size - len, "%s%s",
					!len	       ? ""
					: unit == last ? " or "
						       : ", ",
					unit->name);
}
