// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an attached program adds to the event it is attached to: docs/hook_perf.md.
 */
#include "hook_perf/hook_perf.h"

void test_hook_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		hook_perf_kernel, hook_perf_syscall, hook_perf_uprobe, hook_perf_usdt, {},
	};

	bench_run(bench, objects);
}
