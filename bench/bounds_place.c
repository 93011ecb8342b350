// SPDX-License-Identifier: GPL-2.0-only
/* Where the limits that come with the programs are, and which of them are for this kernel. */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/bounds.h"

#define DIRECTIVE "#: release "

/* Beside the program, where it was built; else where we are; what is absolute is there. */
static void place(const char *name, char path[PATH_MAX])
{
	char self[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (name[0] == '/') {
		snprintf(path, PATH_MAX, "%s", name);
		return;
	}
	if (BOUNDS_DIR[0] != '/' && n > 0) {
		snprintf(path, PATH_MAX, "%s/%s/%s", dirname(self), BOUNDS_DIR, name);
		if (!access(path, F_OK))
			return;
	}
	snprintf(path, PATH_MAX, "%s/%s", BOUNDS_DIR, name);
}

int bounds_read_standard(struct bounds *bounds, const char *name, char *err, size_t size)
{
	char path[PATH_MAX];

	place(name, path);
	return bounds_read(bounds, path, err, size);
}

/* Of the comments at the head of a file, whether one names this release: 1 or 0; -EINVAL, and
 * why, where none names any. */
static int is_for(const char *path, const char *release, char *err, size_t size)
{
	char line[512];
	int named = 0, found = 0;
	FILE *file = fopen(path, "re");

	if (!file) {
		snprintf(err, size, "%s: %s", path, strerror(errno));
		return -errno;
	}
	while (fgets(line, sizeof(line), file) && line[0] == '#') {
		if (strncmp(line, DIRECTIVE, strlen(DIRECTIVE)))
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		named++;
		found |= !fnmatch(line + strlen(DIRECTIVE), release, 0);
	}
	fclose(file);
	if (named)
		return found;
	snprintf(err, size,
		 "%s: no line at its head says which kernels it is for, expected "
		 "'" DIRECTIVE "GLOB'",
		 path);
	return -EINVAL;
}

/* The one of these files that is for the release; "" for none.  0 or a negative errno. */
static int choose(const glob_t *files, const char *release, char path[PATH_MAX], char *err,
		  size_t size)
{
	*path = '\0';
	for (size_t i = 0; i < files->gl_pathc; i++) {
		int ret = is_for(files->gl_pathv[i], release, err, size);

		if (ret < 0)
			return ret;
		if (!ret)
			continue;
		if (*path) {
			snprintf(err, size, "%s and %s are both for %s", path, files->gl_pathv[i],
				 release);
			return -EINVAL;
		}
		snprintf(path, PATH_MAX, "%s", files->gl_pathv[i]);
	}
	return 0;
}

int bounds_read_pinned(struct bounds *bounds, const char *directory, const char *release,
		       char path[PATH_MAX], char *err, size_t size)
{
	char pattern[PATH_MAX + sizeof("/*.bounds")], base[PATH_MAX];
	glob_t files = {};
	int ret;

	place(directory, base);
	snprintf(pattern, sizeof(pattern), "%s/*.bounds", base);
	*path = '\0';
	ret = glob(pattern, 0, NULL, &files);
	if (ret && ret != GLOB_NOMATCH) {
		snprintf(err, size, "%s: cannot be read", pattern);
		return ret == GLOB_NOSPACE ? -ENOMEM : -EIO;
	}
	ret = choose(&files, release, path, err, size);
	globfree(&files);
	return ret || !*path ? ret : bounds_read(bounds, path, err, size);
}
