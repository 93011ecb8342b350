// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/engine/hw.h"
#include "bench/kernel/perf_event.h"

const struct hw_event hw_events[BENCH_EVENTS] = {
	[BENCH_CYCLES] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, "cpu-cycles" },
	[BENCH_INSNS] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, "instructions" },
};

/* The format in which read(2) returns a group. */
struct group_values {
	uint64_t nr, enabled, running, value[BENCH_EVENTS];
};

static int open_event(const struct hw_event *event, int group, int cpu, bool exclude_hv)
{
	struct perf_event_attr attr = {
		.type = event->type,
		.config = event->config,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.exclude_hv = exclude_hv,
	};

	return perf_event_open_group(&attr, 0, cpu, group);
}

/* Returns what an errno means here, or NULL if its own text is enough. */
static const char *meaning(int err)
{
	switch (-err) {
	case ENOENT:
	case ENODEV:
	case EOPNOTSUPP:
		return "this machine or its hypervisor has no PMU";
	case EACCES:
	case EPERM:
		return "needs CAP_PERFMON or kernel.perf_event_paranoid 1, and no lockdown";
	case ENOSYS:
		return "CONFIG_PERF_EVENTS is off";
	case EBUSY:
		return "another user has them exclusively";
	default:
		return NULL;
	}
}

static int failed(struct hw *hw, int err, char *why, size_t size)
{
	const char *means = meaning(err);

	snprintf(why, size, "no hardware counters: perf_event_open: %s%s%s", strerror(-err),
		 means ? ": " : "", means ? means : "");
	hw_close(hw);
	return err;
}

int hw_open(struct hw *hw, const struct hw_event *events, int cpu, char *why, size_t size)
{
	bool exclude_hv = true;

	*hw = (struct hw){ .events = events, .fd = { -1, -1 } };
	for (int i = 0; i < BENCH_EVENTS; i++) {
		hw->fd[i] = open_event(&events[i], hw->fd[0], cpu, exclude_hv);
		/* Some processors cannot exclude the hypervisor's events; they do not count these
		 * anyway. */
		if (hw->fd[i] < 0 && !i && exclude_hv) {
			exclude_hv = false;
			hw->fd[i] = open_event(&events[i], -1, cpu, exclude_hv);
		}
		if (hw->fd[i] < 0)
			return failed(hw, hw->fd[i], why, size);
	}
	return 0;
}

void hw_close(struct hw *hw)
{
	for (int i = BENCH_EVENTS - 1; i >= 0; i--) {
		if (hw->fd[i] >= 0)
			close(hw->fd[i]);
		hw->fd[i] = -1;
	}
}

void hw_describe(int cpu, char *text, size_t size)
{
	struct hw hw;

	if (hw_open(&hw, hw_events, cpu, text, size))
		return;
	hw_close(&hw);
	snprintf(text, size, "cycles and instructions");
}

int hw_read(const struct hw *hw, struct bench_counter counters[BENCH_EVENTS])
{
	struct group_values values;
	ssize_t n = read(hw->fd[0], &values, sizeof(values));

	if (n != sizeof(values))
		return n < 0 ? -errno : -ENODATA;
	for (int i = 0; i < BENCH_EVENTS; i++)
		counters[i] =
			(struct bench_counter){ values.value[i], values.enabled, values.running };
	return 0;
}

bool hw_between(const struct bench_counter from[BENCH_EVENTS],
		const struct bench_counter to[BENCH_EVENTS], double events[BENCH_EVENTS])
{
	for (int i = 0; i < BENCH_EVENTS; i++) {
		uint64_t running = to[i].running - from[i].running;

		/* If it was counted for a part of the time only, scaling up would be a guess. */
		if (!running || running != to[i].enabled - from[i].enabled ||
		    to[i].counter < from[i].counter)
			return false;
		events[i] = to[i].counter - from[i].counter;
	}
	return true;
}

bool hw_per_operation(const struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS], uint64_t n,
		      double events[BENCH_EVENTS])
{
	double own[BENCH_EVENTS];

	if (!n || !hw_between(readings[BENCH_READ_FIRST], readings[BENCH_READ_BEFORE], own) ||
	    !hw_between(readings[BENCH_READ_BEFORE], readings[BENCH_READ_AFTER], events))
		return false;
	for (int i = 0; i < BENCH_EVENTS; i++)
		events[i] = (events[i] - own[i]) / n;
	return true;
}
