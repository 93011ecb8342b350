// SPDX-License-Identifier: GPL-2.0-only
/* A profiler that takes every sample. */
#include "sampling_perf.bpf.h"

SEC("perf_event") int profile(void *ctx)
{
	return take_sample(ctx);
}
