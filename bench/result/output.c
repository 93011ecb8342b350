// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bench/result/output.h"

bool is_output(const char *path)
{
	return !strcmp(path, "-");
}

int output_take(void)
{
	static bool taken;
	int fd;

	if (taken)
		return -EALREADY;
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0)
		return -errno;
	if (fflush(stdout) || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		int err = errno;

		close(fd);
		return -err;
	}
	taken = true;
	return fd;
}

FILE *output_stream(const char *path)
{
	FILE *file;
	int fd;

	if (!is_output(path))
		return fopen(path, "we");
	fd = output_take();
	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	file = fdopen(fd, "w");
	if (!file)
		close(fd);
	return file;
}

const char *output_name(const char *path)
{
	return is_output(path) ? "standard output" : path;
}
