// SPDX-License-Identifier: GPL-2.0-only
/* The cost of loading programs and maps, and of attaching to functions of user space:
 * docs/load_perf.md. */
#include "load_perf/load_perf.h"

void test_load_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		load_perf_verify,	load_perf_large,
		load_perf_maps,		load_perf_skeleton,
		load_perf_uprobes,	load_perf_usdts,
		load_perf_uprobes_many, load_perf_uprobes_most,
		load_perf_memory,	{},
	};

	bench_run(bench, objects);
}
