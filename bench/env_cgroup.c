// SPDX-License-Identifier: GPL-2.0-only
/* What our cgroup and those around it limit: CPU time and memory. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/env.h"

/* Version 1 says "no limit" by a number near the largest there is. */
#define MEMORY_UNLIMITED (1LL << 60)

/* Where a controller's files of our cgroup are. */
struct cgroup_dir {
	/* Under the root: the mount point, and the cgroup in it. */
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

/* The path behind the controller's line of /proc/self/cgroup, or behind that of version 2. */
static bool our_path(const struct env_machine *machine, const char *controller, char *path,
		     size_t size)
{
	char *text = env_text(machine, "/proc/self/cgroup"), *save = NULL;
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

/* The hierarchy's mount: "36 35 0:31 ROOT POINT opts - TYPE source SUPEROPTS". */
static bool our_mount(const struct env_machine *machine, const char *controller, char *root,
		      char *point)
{
	char *text = env_text(machine, "/proc/self/mountinfo"), *save = NULL;
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

static bool find_dir(const struct env_machine *machine, const char *controller,
		     struct cgroup_dir *dir)
{
	char path[PATH_MAX], root[256], point[256];
	const char *below = path;
	size_t len;

	dir->v2 = !our_path(machine, controller, path, sizeof(path));
	if (dir->v2 && !our_path(machine, NULL, path, sizeof(path)))
		return false;
	if (!our_mount(machine, dir->v2 ? NULL : controller, root, point))
		return false;
	/* Of a container's mount only what is below the container's cgroup is seen. */
	len = strlen(root);
	if (len > 1 && !strncmp(path, root, len))
		below = path + len;
	dir->mount_len = strlen(point);
	return snprintf(dir->path, sizeof(dir->path), "%s%s", point,
			strcmp(below, "/") ? below : "") < (int)sizeof(dir->path);
}

/* To the cgroup around it; false when this was the outermost that is seen. */
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

/* First line of one of its files; the caller frees. */
static char *file_line(const struct env_machine *machine, const struct cgroup_dir *dir,
		       const char *file)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	return env_first_line(machine, path);
}

/* The number behind a key of one of its files; 0 where there is none. */
static long long keyed(const struct env_machine *machine, const struct cgroup_dir *dir,
		       const char *file, const char *key)
{
	char path[PATH_MAX + 64], *text, *save = NULL;
	size_t len = strlen(key);
	long long number = 0;

	snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	text = env_text(machine, path);
	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, key, len) && line[len] == ' ')
			number = atoll(line + len);
	free(text);
	return number;
}

/* CPUs that the cgroup may use on average; 0 for no limit. */
static double quota_of(const struct env_machine *machine, const struct cgroup_dir *dir)
{
	double quota = 0, period = 0;
	char *line, *other;

	line = file_line(machine, dir, dir->v2 ? "cpu.max" : "cpu.cfs_quota_us");
	other = dir->v2 ? NULL : file_line(machine, dir, "cpu.cfs_period_us");
	if (line && (dir->v2 ? sscanf(line, "%lf %lf", &quota, &period) != 2
			     : sscanf(line, "%lf", &quota) != 1 || !other ||
				       sscanf(other, "%lf", &period) != 1))
		quota = 0;
	free(line);
	free(other);
	return quota > 0 && period > 0 ? quota / period : 0;
}

void env_cpu_quota_at(const char *root, struct env_quota *quota)
{
	const struct env_machine machine = { .root = root };
	struct cgroup_dir dir;

	*quota = (struct env_quota){};
	if (!find_dir(&machine, "cpu", &dir))
		return;
	do {
		double cpus = quota_of(&machine, &dir);

		quota->periods += keyed(&machine, &dir, "cpu.stat", "nr_throttled");
		quota->seconds +=
			dir.v2 ? keyed(&machine, &dir, "cpu.stat", "throttled_usec") / 1e6
			       : keyed(&machine, &dir, "cpu.stat", "throttled_time") / 1e9;
		if (cpus <= 0 || (quota->cpus > 0 && quota->cpus <= cpus))
			continue;
		quota->cpus = cpus;
		snprintf(quota->cgroup, sizeof(quota->cgroup), "%s", name_of(&dir));
	} while (go_up(&dir));
}

void env_cpu_quota(struct env_quota *quota)
{
	env_cpu_quota_at("", quota);
}

void env_record_throttling(json_t *record, const struct env_quota *before, char *why, size_t size)
{
	struct env_quota now;
	long long periods;
	double seconds;

	env_cpu_quota(&now);
	periods = now.periods - before->periods;
	seconds = now.seconds - before->seconds;
	json_object_set_new(record, "throttled_periods", json_integer(periods));
	json_object_set_new(record, "throttled_seconds", json_real(seconds));
	snprintf(why, size, "%s", "");
	if (now.cpus > 0 && periods > 0)
		snprintf(why, size,
			 "the CPU quota of cgroup %s (%.3g CPUs) stopped us %lld times, for %.1f s",
			 now.cgroup, now.cpus, periods, seconds);
}

/* Bytes; 0 for no limit. */
static long long memory_of(const struct env_machine *machine, const struct cgroup_dir *dir)
{
	char *line = file_line(machine, dir, dir->v2 ? "memory.max" : "memory.limit_in_bytes");
	long long bytes = line ? atoll(line) : 0;

	free(line);
	return bytes >= MEMORY_UNLIMITED ? 0 : bytes;
}

static long long vm_kills(const struct env_machine *machine)
{
	char *text = env_text(machine, "/proc/vmstat");
	const char *at = text ? strstr(text, "\noom_kill ") : NULL;
	long long kills = at ? atoll(at + strlen("\noom_kill ")) : 0;

	free(text);
	return kills;
}

void env_memory_limit_at(const char *root, struct env_memory *memory)
{
	const struct env_machine machine = { .root = root };
	struct cgroup_dir dir;

	*memory = (struct env_memory){ .machine_kills = vm_kills(&machine) };
	if (!find_dir(&machine, "memory", &dir))
		return;
	do {
		long long bytes = memory_of(&machine, &dir);

		memory->kills += keyed(&machine, &dir,
				       dir.v2 ? "memory.events" : "memory.oom_control", "oom_kill");
		if (bytes <= 0 || (memory->bytes && memory->bytes <= bytes))
			continue;
		memory->bytes = bytes;
		snprintf(memory->cgroup, sizeof(memory->cgroup), "%s", name_of(&dir));
	} while (go_up(&dir));
}

void env_memory_limit(struct env_memory *memory)
{
	env_memory_limit_at("", memory);
}
