// SPDX-License-Identifier: GPL-2.0-only
/* What an attached program adds to the event that it is attached to: docs/hook_perf.md. */
#include "hook_perf/hook_perf.h"

void test_hook_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		hook_perf_kernel,
		hook_perf_attach,
		hook_perf_attach_many,
		hook_perf_syscall,
		hook_perf_uprobe,
		hook_perf_usdt,
		hook_perf_xdp_test_run,
		hook_perf_xdp_live,
		hook_perf_xdp,
		hook_perf_tc,
		hook_perf_netkit,
		hook_perf_lsm,
		hook_perf_cgroup,
		hook_perf_socket,
		hook_perf_flow,
		hook_perf_perf_event,
		hook_perf_offset,
		hook_perf_optimized,
		hook_perf_seccomp,
		hook_perf_xdp_chain,
		hook_perf_sk_skb,
		hook_perf_uprobe_pid,
		hook_perf_malloc,
		hook_perf_attach_most,
		{},
	};

	bench_run(bench, objects);
}
