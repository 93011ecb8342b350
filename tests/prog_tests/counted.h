/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Software counters replace those of the processor, which not every machine has.  Both count
 * nanoseconds, so they must agree with the clock.
 */
#include <linux/perf_event.h>

#include "bench/engine/count.h"
#include "test_progs.h"

static const struct hw_event clocks[BENCH_EVENTS] = {
	[BENCH_CYCLES] = { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, "task-clock" },
	[BENCH_INSNS] = { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, "task-clock" },
};
