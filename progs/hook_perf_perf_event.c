// SPDX-License-Identifier: GPL-2.0-only
/* Handlers of perf's software events, and of the processor's counters. */
#include "bench.bpf.h"

/* Returns 0, so that perf writes no sample. */
SEC("perf_event") int perf_event_page_fault(void *ctx)
{
	return 0;
}

/* Count the events; user space waits for them. */
#define COUNTING(name)                                                                             \
	SEC("perf_event") int name(void *ctx)                                                      \
	{                                                                                          \
		bench_out.note += 1;                                                               \
		return 0;                                                                          \
	}

COUNTING(perf_event_cpu_clock)
COUNTING(perf_event_cycles)
