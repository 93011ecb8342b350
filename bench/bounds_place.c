// SPDX-License-Identifier: GPL-2.0-only
/* Where the limits that come with the programs are. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "bench/bounds.h"

/* Beside the program, where it was built; else where we are. */
int bounds_read_standard(struct bounds *bounds, const char *name, char *err, size_t size)
{
	char path[PATH_MAX] = "", beside[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (BOUNDS_DIR[0] != '/' && n > 0) {
		snprintf(beside, sizeof(beside), "%s/%s/%s", dirname(path), BOUNDS_DIR, name);
		if (!access(beside, F_OK))
			return bounds_read(bounds, beside, err, size);
	}
	snprintf(beside, sizeof(beside), "%s/%s", BOUNDS_DIR, name);
	return bounds_read(bounds, beside, err, size);
}
