// SPDX-License-Identifier: GPL-2.0-only
/* LSM programs, and the hook without any. */
#include <errno.h>
#include <unistd.h>

#include "bench/probe.h"
#include "hook_perf/hook_perf.h"

#include "hook_perf_lsm.skel.h"

/* Of a process by its number: that of the caller by 0 passes no hook. */
static int get_sid(struct bench_round *round, unsigned int n, double *ns)
{
	pid_t pid = getpid();

	while (n--)
		if (getsid(pid) < 0)
			return -errno;
	return 0;
}

static const struct bench_user_op user_ops[] = {
	{ .name = "lsm_idle", .run = get_sid, .n = 256 },
	{},
};

static const struct bench_hook hooks[] = {
	{ .name = "lsm", .trigger = "lsm_idle", .progs = { "lsm" } },
	{ .name = "lsm_2_progs", .trigger = "lsm_idle", .progs = { "lsm_first", "lsm_second" } },
	{},
};

const struct bench_object hook_perf_lsm = {
	.name = "hook_perf_lsm",
	.elf = hook_perf_lsm__elf_bytes,
	.before = probe_bpf_lsm,
	.user_ops = user_ops,
	.hooks = hooks,
};
