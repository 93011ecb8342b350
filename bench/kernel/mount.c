// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/kernel/mount.h"

/* Constants of fsopen(2) and related calls of Linux 5.2. glibc has them only since 2.36. */
#define FSOPEN_CLOEXEC_ 1
#define FSCONFIG_CMD_CREATE_ 6
#define FSMOUNT_CLOEXEC_ 1

int mount_private(const char *fstype)
{
	int fs, mount = -1, err = 0;

	fs = (int)syscall(SYS_fsopen, fstype, FSOPEN_CLOEXEC_);
	if (fs < 0)
		return -errno;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE_, NULL, NULL, 0))
		err = -errno;
	if (!err) {
		mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC_, 0);
		if (mount < 0)
			err = -errno;
	}
	close(fs);
	return err ? err : mount;
}

int mount_read(int dir, const char *path, char *text, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = read(fd, text, size - 1);
	err = n < 0 ? -errno : 0;
	close(fd);
	if (err)
		return err;
	if (n && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	return 0;
}

int mount_write(int dir, const char *path, const char *text)
{
	int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}
