// SPDX-License-Identifier: GPL-2.0-only
/* Programs of a cgroup that contains only this process. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "test_progs.h"
#include "hook_perf/hook_perf.h"
#include "hook_perf/loopback.h"

#include "hook_perf_cgroup.skel.h"

struct own_cgroup {
	struct loopback_net net;
	/* NULL if it was not created. */
	struct cgroup *cgroup;
};

static int before(struct bench_round *round)
{
	struct own_cgroup *own = round->ctx;
	char why[sizeof(round->why)];
	int err = loopback_before(round);

	if (err)
		return err;
	err = cgroup_enter(&own->cgroup, why, sizeof(why));
	return err ? bench_skip(round, log_cause(err), "%s", why) : 0;
}

static int after(struct bench_round *round)
{
	struct own_cgroup *own = round->ctx;
	int err = cgroup_leave(own->cgroup);

	loopback_after(round);
	return err ? bench_fail(round, "cannot remove the cgroup: %s", strerror(-err)) : 0;
}

static int attach(struct bench_round *round, const struct bpf_program *prog, struct bpf_link **link)
{
	const struct own_cgroup *own = round->ctx;

	*link = bpf_program__attach_cgroup(prog, cgroup_fd(own->cgroup));
	return *link ? 0 : -errno;
}

/* Reads a file of the kernel that costs almost nothing. */
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

/* Each connect() takes two bytes from a reserve of random ones, which is filled for 48 calls (6.1
 * and later). A run has 48 calls, so that every run fills it once. */
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

#define HOOK(program, event, what)                                                                 \
	.name = #program, .about = what, .trigger = "base_" #event, .progs = { #program },         \
	.attach = attach

static const struct bench_hook hooks[] = {
	{ HOOK(cgroup_skb_ingress, udp, "A cgroup program on a packet that is received") },
	{ HOOK(cgroup_skb_egress, udp, "A cgroup program on a packet that is sent") },
	{ HOOK(cgroup_connect4, connect, "A cgroup program on connect()") },
	{ HOOK(cgroup_sendmsg4, udp_to, "A cgroup program on sendto() of UDP") },
	{ HOOK(cgroup_bind4, bind, "A cgroup program on bind()") },
	{ HOOK(cgroup_sysctl, sysctl, "A cgroup program on the read of a sysctl") },
	{ HOOK(cgroup_device, device, "A cgroup program on the access to a device") },
	{ HOOK(sock_ops, listen, "A cgroup program on listen(), by sock_ops") },
	{},
};

const struct bench_object hook_perf_cgroup = {
	BENCH_OBJECT(hook_perf_cgroup),
	.ctx_size = sizeof(struct own_cgroup),
	.before = before,
	.after = after,
	.setup = loopback_setup,
	.teardown = loopback_teardown,
	.user_ops = user_ops,
	.hooks = hooks,
};
