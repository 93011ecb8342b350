/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters of software in place of the processor's, which not every machine has: both count
 * nanoseconds, so that they have to say what the clock says. */
#include <linux/perf_event.h>

#include "bench/count.h"
#include "test_progs.h"

static const struct hw_event clocks[BENCH_EVENTS] = {
	[BENCH_CYCLES] = { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, "task-clock" },
	[BENCH_INSNS] = { PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, "task-clock" },
};
