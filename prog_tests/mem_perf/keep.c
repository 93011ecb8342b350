// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mem_perf/keep.h"

int keep_begin(struct keep *keep)
{
	*keep = (struct keep){ .ends = { -1, -1 } };
	return socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, keep->ends) ? -errno : 0;
}

int keep_files(struct keep *keep, const int *fds, size_t n)
{
	union {
		char buffer[CMSG_SPACE(KEEP_MOST * sizeof(int))];
		struct cmsghdr align;
	} control = {};
	struct iovec data = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = CMSG_SPACE(n * sizeof(int)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int err = 0;
	size_t i;

	if (!n)
		return 0;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(header), fds, n * sizeof(int));
	if (sendmsg(keep->ends[0], &message, MSG_DONTWAIT) < 0)
		err = -errno;
	for (i = 0; i < n; i++)
		close(fds[i]);
	return err;
}

void keep_end(struct keep *keep)
{
	int i;

	for (i = 0; i < 2; i++)
		if (keep->ends[i] >= 0)
			close(keep->ends[i]);
}
