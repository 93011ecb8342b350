// SPDX-License-Identifier: GPL-2.0-only
/* CPU time and memory limits of our cgroup and of its ancestors. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/kernel/limits.h"
#include "bench/kernel/text.h"

/* Version 1 has no word for "no limit": it shows a number near the largest one instead. */
#define MEMORY_UNLIMITED (1LL << 60)

/* The directory that has a controller's files for our cgroup. */
struct cgroup_dir {
	/* Path under the root directory: the mount point, followed by the cgroup's path. */
	char path[PATH_MAX];
	size_t mount_len;
	bool v2;
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += len)
		if ((at == list || at[-1] == ',') &&
		    (at[len] == ',' || !at[len] || at[len] == '\n'))
			return true;
	return false;
}

/* Copies our cgroup's path from the controller's line of /proc/self/cgroup. controller NULL means
 * the line of version 2. */
static bool our_path(const char *root, const char *controller, char *path, size_t size)
{
	char *text = text_read(root, "/proc/self/cgroup"), *save = NULL;
	bool found = false;

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line && !found;
	     line = strtok_r(NULL, "\n", &save)) {
		char *list = strchr(line, ':'), *at = list ? strchr(list + 1, ':') : NULL;

		if (!at)
			continue;
		*at++ = '\0';
		list++;
		found = controller ? has_word(list, controller) : !*list;
		if (found)
			snprintf(path, size, "%s", at);
	}
	free(text);
	return found;
}

/*
 * Finds the mount of a hierarchy. A line is "36 35 0:31 ROOT POINT opts - TYPE source SUPEROPTS".
 */
static bool our_mount(const char *top, const char *controller, char *root, char *point)
{
	char *text = text_read(top, "/proc/self/mountinfo"), *save = NULL;
	bool found = false;

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line && !found;
	     line = strtok_r(NULL, "\n", &save)) {
		char *dash = strstr(line, " - "), type[32], opts[256] = "";

		if (!dash || sscanf(dash, " - %31s %*s %255s", type, opts) < 1 ||
		    sscanf(line, "%*s %*s %*s %255s %255s", root, point) != 2)
			continue;
		found = controller ? !strcmp(type, "cgroup") && has_word(opts, controller)
				   : !strcmp(type, "cgroup2");
	}
	free(text);
	return found;
}

static bool find_dir(const char *root, const char *controller, struct cgroup_dir *dir)
{
	char path[PATH_MAX], mounted[256], point[256];
	const char *below = path;
	size_t len;

	dir->v2 = !our_path(root, controller, path, sizeof(path));
	if (dir->v2 && !our_path(root, NULL, path, sizeof(path)))
		return false;
	if (!our_mount(root, dir->v2 ? NULL : controller, mounted, point))
		return false;
	/* A container's mount starts at the container's own cgroup, so that part of the path is
	 * missing. */
	len = strlen(mounted);
	if (len > 1 && !strncmp(path, mounted, len))
		below = path + len;
	dir->mount_len = strlen(point);
	return snprintf(dir->path, sizeof(dir->path), "%s%s", point,
			strcmp(below, "/") ? below : "") < (int)sizeof(dir->path);
}

/* Moves dir to the parent cgroup. Returns false at the outermost cgroup that is visible. */
static bool go_up(struct cgroup_dir *dir)
{
	char *slash = strrchr(dir->path, '/');

	if (strlen(dir->path) <= dir->mount_len || !slash)
		return false;
	*slash = '\0';
	return true;
}

static const char *name_of(const struct cgroup_dir *dir)
{
	return dir->path[dir->mount_len] ? dir->path + dir->mount_len : "/";
}

/* Returns the first line of a file of the cgroup; the caller frees it. */
static char *file_line(const char *root, const struct cgroup_dir *dir, const char *file)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	return text_first_line(root, path);
}

/* Returns the number after a key in a file of the cgroup, or 0 if there is none. */
static long long keyed(const char *root, const struct cgroup_dir *dir, const char *file,
		       const char *key)
{
	char path[PATH_MAX + 64], *text, *save = NULL;
	size_t len = strlen(key);
	long long number = 0;

	snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	text = text_read(root, path);
	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, key, len) && line[len] == ' ')
			number = atoll(line + len);
	free(text);
	return number;
}

/* Returns the CPUs that the cgroup may use on average, or 0 if there is no limit. */
static double quota_of(const char *root, const struct cgroup_dir *dir)
{
	double quota = 0, period = 0;
	char *line, *other;

	line = file_line(root, dir, dir->v2 ? "cpu.max" : "cpu.cfs_quota_us");
	other = dir->v2 ? NULL : file_line(root, dir, "cpu.cfs_period_us");
	if (line && (dir->v2 ? sscanf(line, "%lf %lf", &quota, &period) != 2
			     : sscanf(line, "%lf", &quota) != 1 || !other ||
				       sscanf(other, "%lf", &period) != 1))
		quota = 0;
	free(line);
	free(other);
	return quota > 0 && period > 0 ? quota / period : 0;
}

void limits_cpu_at(const char *root, struct limits_cpu *quota)
{
	struct cgroup_dir dir;

	*quota = (struct limits_cpu){};
	if (!find_dir(root, "cpu", &dir))
		return;
	do {
		double cpus = quota_of(root, &dir);

		quota->periods += keyed(root, &dir, "cpu.stat", "nr_throttled");
		quota->seconds += dir.v2 ? keyed(root, &dir, "cpu.stat", "throttled_usec") / 1e6
					 : keyed(root, &dir, "cpu.stat", "throttled_time") / 1e9;
		if (cpus <= 0 || (quota->cpus > 0 && quota->cpus <= cpus))
			continue;
		quota->cpus = cpus;
		snprintf(quota->cgroup, sizeof(quota->cgroup), "%s", name_of(&dir));
	} while (go_up(&dir));
}

void limits_cpu(struct limits_cpu *quota)
{
	limits_cpu_at("", quota);
}

/* Returns the memory limit of the cgroup in bytes, or 0 if there is none. */
static long long memory_of(const char *root, const struct cgroup_dir *dir)
{
	char *line = file_line(root, dir, dir->v2 ? "memory.max" : "memory.limit_in_bytes");
	long long bytes = line ? atoll(line) : 0;

	free(line);
	return bytes >= MEMORY_UNLIMITED ? 0 : bytes;
}

static long long vm_kills(const char *root)
{
	char *text = text_read(root, "/proc/vmstat");
	const char *at = text ? strstr(text, "\noom_kill ") : NULL;
	long long kills = at ? atoll(at + strlen("\noom_kill ")) : 0;

	free(text);
	return kills;
}

void limits_memory_at(const char *root, struct limits_memory *memory)
{
	struct cgroup_dir dir;

	*memory = (struct limits_memory){ .machine_kills = vm_kills(root) };
	if (!find_dir(root, "memory", &dir))
		return;
	do {
		long long bytes = memory_of(root, &dir);

		memory->kills += keyed(root, &dir, dir.v2 ? "memory.events" : "memory.oom_control",
				       "oom_kill");
		if (bytes <= 0 || (memory->bytes && memory->bytes <= bytes))
			continue;
		memory->bytes = bytes;
		snprintf(memory->cgroup, sizeof(memory->cgroup), "%s", name_of(&dir));
	} while (go_up(&dir));
}

void limits_memory(struct limits_memory *memory)
{
	limits_memory_at("", memory);
}
