// SPDX-License-Identifier: GPL-2.0-only
/* Programs of a cgroup, in one that holds this process alone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/cgroup.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/loopback.h"

#include "hook_perf_cgroup.skel.h"

static struct cgroup *our_cgroup;

static int before(char *why, size_t size)
{
	int err = loopback_before(why, size);

	return err ? err : cgroup_enter(&our_cgroup, why, size);
}

void hook_perf_cgroup_leave(void)
{
	int err = cgroup_leave(our_cgroup);

	if (err)
		fprintf(stderr, "hook_perf: the cgroup was not removed: %s\n", strerror(-err));
	our_cgroup = NULL;
}

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	*link = bpf_program__attach_cgroup(prog, cgroup_fd(our_cgroup));
	return *link ? 0 : -errno;
}

/* A file of the kernel's that costs next to nothing to read. */
static int read_sysctl(struct bench_round *round, unsigned int n, double *ns)
{
	int fd = open("/proc/sys/kernel/ostype", O_RDONLY | O_CLOEXEC), err = 0;
	char text[16];

	if (fd < 0)
		return -errno;
	while (!err && n--)
		if (pread(fd, text, sizeof(text), 0) <= 0)
			err = errno ? -errno : -EIO;
	close(fd);
	return err;
}

/* Asks for a permission, as opening the device does. */
static int access_device(struct bench_round *round, unsigned int n, double *ns)
{
	while (n--)
		if (access("/dev/null", R_OK))
			return -errno;
	return 0;
}

#define TRIGGER(trigger, function, count)                                                          \
	.name = "base_" #trigger, .run = function, .n = count, .hidden = true

/*
 * Each connect() takes two bytes from a reserve of random ones, which is filled for
 * 48 of them (6.1 and later): as many in a run, so that every run has one filling.
 */
#define CONNECTS 48

static const struct bench_user_op user_ops[] = {
	{ TRIGGER(udp, loopback_udp, 32) },
	{ TRIGGER(udp_to, loopback_udp_to, 32) },
	{ TRIGGER(connect, loopback_connect, CONNECTS) },
	{ TRIGGER(bind, loopback_bind, 256) },
	{ TRIGGER(listen, loopback_listen, 32) },
	{ TRIGGER(sysctl, read_sysctl, 128) },
	{ TRIGGER(device, access_device, 128) },
	{},
};

#define HOOK(program, event)                                                                       \
	.name = #program, .trigger = "base_" #event, .progs = { #program }, .attach = attach

static const struct bench_hook hooks[] = {
	{ HOOK(cgroup_skb_ingress, udp) },
	{ HOOK(cgroup_skb_egress, udp) },
	{ HOOK(cgroup_connect4, connect) },
	{ HOOK(cgroup_sendmsg4, udp_to) },
	{ HOOK(cgroup_bind4, bind) },
	{ HOOK(cgroup_sysctl, sysctl) },
	{ HOOK(cgroup_device, device) },
	{ HOOK(sock_ops, listen) },
	{},
};

const struct bench_object hook_perf_cgroup = {
	.name = "hook_perf_cgroup",
	.elf = hook_perf_cgroup__elf_bytes,
	.before = before,
	.setup = loopback_setup,
	.teardown = loopback_teardown,
	.user_ops = user_ops,
	.hooks = hooks,
};
