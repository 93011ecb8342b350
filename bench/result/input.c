// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "bench/result/input.h"

int input_open(const char *path)
{
	static bool taken;
	bool standard = !strcmp(path, "-");
	int fd;

	/* Without this the second reader would find an empty file, which would not tell what is
	 * wrong. */
	if (standard && taken)
		return -EALREADY;
	taken |= standard;
	fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

FILE *input_stream(const char *path)
{
	int fd = input_open(path);
	FILE *file;

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	file = fdopen(fd, "r");
	if (!file)
		close(fd);
	return file;
}

const char *input_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

const char *input_error(int error)
{
	return error == EALREADY ? "it is named twice: give - only once" : strerror(error);
}
