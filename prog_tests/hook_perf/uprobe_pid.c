// SPDX-License-Identifier: GPL-2.0-only
/* Ways to watch one process of many that run the same file. The probes are there only while they are
 * measured: what a uprobe costs grows with the number of probes in its file. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "hook_perf/hook_perf.h"
#include "hook_perf/targets.h"

#include "hook_perf_uprobe_pid.skel.h"

/* Returns the process that the kernel is told; -1 for all. */
static pid_t process_of(const char *prog)
{
	if (!strcmp(prog, "uprobe_filter"))
		return -1;
	/* The parent runs the same file. */
	return strcmp(prog, "uprobe_pid") ? getppid() : getpid();
}

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	pid_t pid = process_of(bpf_program__name(prog));
	size_t offset;
	int err = target_offset(target_uprobe_pid, &offset);

	if (err)
		return err;
	*link = bpf_program__attach_uprobe(prog, false, pid, "/proc/self/exe", offset);
	return *link ? 0 : -errno;
}

static int call_target(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--)
		target_uprobe_pid();
	return 0;
}

static const struct bench_user_op triggers[] = {
	{ .name = "base_call", .run = call_target, .n = 128, .hidden = true },
	{},
};

#define HOOK(op, text)                                                                             \
	.name = op, .about = text, .trigger = "base_call", .progs = { op }, .attach = attach

static const struct bench_hook hooks[] = {
	{ HOOK("uprobe_pid", "An empty program on a nop, of an event for this process only") },
	{ HOOK("uprobe_filter", "A program on a nop that looks for another process") },
	{ HOOK("uprobe_other_pid",
	       "A function while a program is on it in another process only: 0"),
	  .aside = true },
	{},
};

/* Removing a probe takes a tenth of a second. */
const struct bench_object hook_perf_uprobe_pid = {
	BENCH_OBJECT(hook_perf_uprobe_pid),
	.user_ops = triggers,
	.hooks = hooks,
	.every = 2,
	.last = true,
};
