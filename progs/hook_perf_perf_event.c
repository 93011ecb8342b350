// SPDX-License-Identifier: GPL-2.0-only
/* Handlers of perf's software events. */
#include "bench.bpf.h"

/* Returns 0, so that perf writes no sample. */
SEC("perf_event") int perf_event_page_fault(void *ctx)
{
	return 0;
}

/* Counts the clock's events; user space waits for them. */
SEC("perf_event") int perf_event_cpu_clock(void *ctx)
{
	bench_out.note += 1;
	return 0;
}
