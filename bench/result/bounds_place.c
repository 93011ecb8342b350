// SPDX-License-Identifier: GPL-2.0-only
/* Finds the limits that come with the programs, and those that are for this kernel. */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/result/bounds.h"

#define RELEASE "#: release "
#define COMPILER "#: clang "

/* The directory is beside the program, where it was built, else the current directory. An absolute
 * BOUNDS_DIR is used as it is. */
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

bool bounds_compilers_differ(const char *a, const char *b)
{
	char *a_end, *b_end;
	long a_major = strtol(a, &a_end, 10), b_major = strtol(b, &b_end, 10);

	return a_end != a && b_end != b && a_major != b_major;
}

/* Returns 1 if one of the comments at the head of the file names this release, else 0. Copies the
 * version of clang that a comment names, if it is another one. Returns -EINVAL with the reason in
 * err if no comment names any release. */
static int is_for(const char *path, struct bounds_pinned *pinned, char *err, size_t size)
{
	const char *release = pinned->release;
	char line[512], clang[sizeof(pinned->other_clang)] = "";
	int named = 0, found = 0;
	FILE *file = fopen(path, "re");

	if (!file) {
		snprintf(err, size, "%s: %s", path, strerror(errno));
		return -errno;
	}
	while (fgets(line, sizeof(line), file) && line[0] == '#') {
		line[strcspn(line, "\r\n")] = '\0';
		if (!strncmp(line, COMPILER, strlen(COMPILER)))
			snprintf(clang, sizeof(clang), "%.*s", (int)sizeof(clang) - 1,
				 line + strlen(COMPILER));
		if (strncmp(line, RELEASE, strlen(RELEASE)))
			continue;
		named++;
		found |= !fnmatch(line + strlen(RELEASE), release, 0);
	}
	fclose(file);
	if (found && pinned->clang && bounds_compilers_differ(clang, pinned->clang))
		snprintf(pinned->other_clang, sizeof(pinned->other_clang), "%s", clang);
	if (named)
		return found;
	snprintf(err, size,
		 "%s: the head of the file does not say which kernels it is for, expected "
		 "'" RELEASE "GLOB'",
		 path);
	return -EINVAL;
}

/* Finds the file that is for the release. Returns 0 or a negative errno. */
static int choose(const glob_t *files, struct bounds_pinned *pinned, char *err, size_t size)
{
	for (size_t i = 0; i < files->gl_pathc; i++) {
		int ret = is_for(files->gl_pathv[i], pinned, err, size);

		if (ret < 0)
			return ret;
		if (!ret)
			continue;
		if (*pinned->path) {
			snprintf(err, size, "%s and %s are both for %s", pinned->path,
				 files->gl_pathv[i], pinned->release);
			return -EINVAL;
		}
		snprintf(pinned->path, sizeof(pinned->path), "%s", files->gl_pathv[i]);
	}
	return 0;
}

int bounds_read_pinned(struct bounds *bounds, const char *directory, struct bounds_pinned *pinned,
		       char *err, size_t size)
{
	char pattern[PATH_MAX + sizeof("/*.bounds")], base[PATH_MAX];
	size_t first = bounds_count(bounds);
	glob_t files = {};
	int ret;

	place(directory, base);
	snprintf(pattern, sizeof(pattern), "%s/*.bounds", base);
	*pinned->path = *pinned->other_clang = '\0';
	ret = glob(pattern, 0, NULL, &files);
	if (ret && ret != GLOB_NOMATCH) {
		snprintf(err, size, "%s: cannot be read", pattern);
		return ret == GLOB_NOSPACE ? -ENOMEM : -EIO;
	}
	ret = choose(&files, pinned, err, size);
	globfree(&files);
	if (!ret && *pinned->path)
		ret = bounds_read(bounds, pinned->path, err, size);
	if (!ret && *pinned->other_clang)
		bounds_of_other_compiler(bounds, first);
	return ret;
}
