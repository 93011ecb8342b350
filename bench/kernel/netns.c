// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/kernel/netns.h"

#define OURS "/proc/thread-self/ns/net"

static int open_ours(void)
{
	int fd = open(OURS, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = 0;

	if (sock < 0)
		return -errno;
	if (ioctl(sock, SIOCSIFFLAGS, &request))
		err = -errno;
	close(sock);
	return err;
}

int netns_leave(int before)
{
	int err = setns(before, CLONE_NEWNET) ? -errno : 0;

	close(before);
	return err;
}

int netns_enter(int netns)
{
	int before = open_ours(), err;

	if (before < 0 || !setns(netns, CLONE_NEWNET))
		return before;
	err = -errno;
	close(before);
	return err;
}

int netns_new(void)
{
	int before = open_ours(), netns, err;

	if (before < 0)
		return before;
	if (unshare(CLONE_NEWNET)) {
		err = -errno;
		close(before);
		return err;
	}
	err = loopback_up();
	netns = err ? err : open_ours();
	err = netns_leave(before);
	if (err && netns >= 0)
		close(netns);
	return err ? err : netns;
}
