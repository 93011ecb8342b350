// SPDX-License-Identifier: GPL-2.0-only
/* LSM programs, and the hook without any. */
#include <errno.h>
#include <unistd.h>

#include "hook_perf/hook_perf.h"

#include "hook_perf_lsm.skel.h"

/* Pass the PID: getsid(0) skips the hook. */
static int get_sid(struct bench_round *round, unsigned int n, double *ns)
{
	pid_t pid = getpid();

	while (n--)
		if (getsid(pid) < 0)
			return -errno;
	return 0;
}

static const struct bench_user_op user_ops[] = {
	{ .name = "lsm_idle",
	  .about = "getsid(), which passes the LSM hook, without a program",
	  .run = get_sid,
	  .n = 256 },
	{},
};

static const struct bench_hook hooks[] = {
	{ .name = "lsm",
	  .about = "An empty program on an LSM hook",
	  .trigger = "lsm_idle",
	  .progs = { "lsm" } },
	{ .name = "lsm_2_progs",
	  .about = "Two empty programs on an LSM hook",
	  .trigger = "lsm_idle",
	  .progs = { "lsm_first", "lsm_second" } },
	{},
};

const struct bench_object hook_perf_lsm = {
	BENCH_OBJECT(hook_perf_lsm),
	.before = bench_needs_lsm,
	.user_ops = user_ops,
	.hooks = hooks,
};
