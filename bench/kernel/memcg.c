// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/kernel/cgroup.h"
#include "bench/kernel/log.h"
#include "bench/kernel/memcg.h"
#include "bench/kernel/mount.h"

#define LINE_SIZE (3 * PATH_MAX)
#define CONTROLLER "memory"
/* At most so many readings after the first one. */
#define READINGS 8

struct memcg {
	struct cgroup *cgroup;
	/* The file with the charged bytes, and the one that gives back what was charged in advance,
	 * or -1 if there is no need. */
	int usage, high;
	/* The file with the most that was charged; -1 for none. */
	int peak;
};

/* A hierarchy as this process sees it. */
struct hierarchy {
	bool v1;
	/* Its mount point, and our cgroup below it. */
	char mount[PATH_MAX], ours[PATH_MAX];
};

/* Returns true if the list has the word. */
static bool has_word(const char *list, const char *separators, const char *word)
{
	size_t len = strlen(word);

	while (*list) {
		size_t n = strcspn(list, separators);

		if (n == len && !strncmp(list, word, n))
			return true;
		list += n;
		list += strspn(list, separators);
	}
	return false;
}

/* Takes a line of /proc/self/mountinfo: proc(5). Returns true if it is the hierarchy. */
static bool take_mount(char *line, struct hierarchy *h, char *root)
{
	char *dash = strstr(line, " - "), type[32], options[512];

	if (!dash || sscanf(dash + 3, "%31s %*s %511s", type, options) != 2)
		return false;
	if (h->v1 ? strcmp(type, "cgroup") || !has_word(options, ",", CONTROLLER)
		  : strcmp(type, "cgroup2"))
		return false;
	return sscanf(line, "%*s %*s %*s %4095s %4095s", root, h->mount) == 2;
}

/* Takes a line of /proc/self/cgroup: "4:memory:/path" or "0::/path". */
static bool take_cgroup(char *line, struct hierarchy *h, const char *root)
{
	char *list = strchr(line, ':'), *path = list ? strchr(list + 1, ':') : NULL;
	size_t len = strcmp(root, "/") ? strlen(root) : 0;

	if (!path)
		return false;
	*path++ = '\0';
	path[strcspn(path, "\n")] = '\0';
	if (h->v1 ? !has_word(list + 1, ",", CONTROLLER) : list[1])
		return false;
	/* The mount may show only a part of the hierarchy. */
	if (strncmp(path, root, len) || (path[len] && path[len] != '/'))
		return false;
	snprintf(h->ours, sizeof(h->ours), "%s", path + len);
	return true;
}

static bool find_line(const char *path, struct hierarchy *h, char *root,
		      bool (*take)(char *line, struct hierarchy *h, char *root))
{
	char *line = malloc(LINE_SIZE);
	FILE *file = fopen(path, "re");
	bool found = false;

	while (line && file && !found && fgets(line, LINE_SIZE, file))
		found = take(line, h, root);
	if (file)
		fclose(file);
	free(line);
	return found;
}

static bool take_ours(char *line, struct hierarchy *h, char *root)
{
	return take_cgroup(line, h, root);
}

static bool find_hierarchy(struct hierarchy *h, bool v1)
{
	char root[PATH_MAX];

	h->v1 = v1;
	return find_line("/proc/self/mountinfo", h, root, take_mount) &&
	       find_line("/proc/self/cgroup", h, root, take_ours);
}

static int open_cgroup(const struct hierarchy *h, const char *path)
{
	char full[2 * PATH_MAX];
	int fd;

	snprintf(full, sizeof(full), "%s%s", h->mount, path);
	fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Returns true if children of the cgroup have the controller; at the top it is enabled for them. */
static bool counts_children(int dir, bool top, struct cgroup_place *place)
{
	char list[512];

	if (!mount_read(dir, CGROUP_CONTROL, list, sizeof(list)) && has_word(list, " ", CONTROLLER))
		return true;
	if (!top || mount_write(dir, CGROUP_CONTROL, "+" CONTROLLER))
		return false;
	place->undo = "-" CONTROLLER;
	return true;
}

/* cgroup2: only a cgroup without processes has children with controllers, but for the root. */
static int find_parent(struct hierarchy *h, struct cgroup_place *place)
{
	char *path = h->ours;
	bool top;
	int dir;

	for (;;) {
		top = !*path || !strcmp(path, "/");
		dir = open_cgroup(h, path);
		if (dir < 0)
			return dir;
		if (counts_children(dir, top, place)) {
			place->parent = dir;
			return 0;
		}
		close(dir);
		if (top)
			return -EOPNOTSUPP;
		*strrchr(path, '/') = '\0';
	}
}

static int find_place(struct hierarchy *h, struct cgroup_place *place, const char **what)
{
	int err = 0;

	*what = "no cgroup hierarchy is mounted";
	if (!find_hierarchy(h, true) && !find_hierarchy(h, false))
		return -EOPNOTSUPP;
	*what = "cannot open our cgroup";
	place->home = open_cgroup(h, h->ours);
	if (place->home < 0)
		return place->home;
	*what = "no cgroup of ours may have a child that counts memory";
	if (!h->v1)
		return find_parent(h, place);
	place->parent = fcntl(place->home, F_DUPFD_CLOEXEC, 0);
	if (place->parent < 0)
		err = -errno;
	return err;
}

static int open_files(struct memcg *memcg, bool v1)
{
	int dir = cgroup_fd(memcg->cgroup);

	memcg->peak = openat(dir, v1 ? "memory.kmem.max_usage_in_bytes" : "memory.peak",
			     O_RDWR | O_CLOEXEC);
	/* cgroup1 has a count of kernel memory alone, which is not charged in advance. */
	memcg->usage = openat(dir, v1 ? "memory.kmem.usage_in_bytes" : "memory.current",
			      O_RDONLY | O_CLOEXEC);
	if (memcg->usage < 0)
		return -errno;
	if (v1)
		return 0;
	memcg->high = openat(dir, "memory.high", O_WRONLY | O_CLOEXEC);
	return memcg->high < 0 ? -errno : 0;
}

int memcg_enter(struct memcg **result, char *why, size_t size)
{
	struct cgroup_place place = { .parent = -1, .home = -1 };
	struct hierarchy *h = calloc(1, sizeof(*h));
	struct memcg *memcg = malloc(sizeof(*memcg));
	const char *what = "out of memory";
	int err = -ENOMEM;

	if (h && memcg) {
		*memcg = (struct memcg){ .usage = -1, .high = -1, .peak = -1 };
		err = find_place(h, &place, &what);
		if (err && place.home >= 0)
			close(place.home);
	}
	if (err) {
		snprintf(why, size, "%s: %s", what, log_errno(err));
		free(memcg);
		free(h);
		return err;
	}
	err = cgroup_enter_at(&place, &memcg->cgroup, why, size);
	if (!err) {
		err = open_files(memcg, h->v1);
		if (err)
			snprintf(why, size, "the cgroup does not count memory: %s", log_errno(err));
	}
	free(h);
	if (err)
		memcg_leave(memcg);
	else
		*result = memcg;
	return err;
}

/* A limit that is exceeded makes the kernel give back what no one uses yet, before it looks for
 * pages to reclaim. There is hardly any of these: what we used before is charged elsewhere. */
static int give_back(const struct memcg *memcg)
{
	int err = 0;

	if (memcg->high < 0)
		return 0;
	if (pwrite(memcg->high, "0", 1, 0) < 0)
		err = -errno;
	if (pwrite(memcg->high, "max", 3, 0) < 0 && !err)
		err = -errno;
	return err;
}

static int read_bytes(int fd, int64_t *bytes)
{
	char text[32];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n < 0)
		return -errno;
	text[n] = '\0';
	*bytes = strtoll(text, NULL, 10);
	return 0;
}

static int read_usage(const struct memcg *memcg, int64_t *bytes)
{
	int err = give_back(memcg);

	return err ? err : read_bytes(memcg->usage, bytes);
}

int memcg_usage(const struct memcg *memcg, int64_t *bytes)
{
	int64_t before;
	int err, i;

	/* A page fault between giving back and reading, such as that of the first call, charges in
	 * advance again. Two equal readings had none. */
	err = read_usage(memcg, bytes);
	for (i = 0; !err && i < READINGS; i++) {
		before = *bytes;
		err = read_usage(memcg, bytes);
		if (*bytes == before)
			break;
	}
	return err;
}

int memcg_peak_reset(const struct memcg *memcg)
{
	/* cgroup1 takes nothing but 0; cgroup2 takes anything. */
	if (memcg->peak < 0 || pwrite(memcg->peak, "0", 1, 0) < 0)
		return -EOPNOTSUPP;
	return 0;
}

int memcg_peak(const struct memcg *memcg, int64_t *bytes)
{
	return read_bytes(memcg->peak, bytes);
}

int memcg_leave(struct memcg *memcg)
{
	int err;

	if (!memcg)
		return 0;
	if (memcg->usage >= 0)
		close(memcg->usage);
	if (memcg->high >= 0)
		close(memcg->high);
	if (memcg->peak >= 0)
		close(memcg->peak);
	err = cgroup_leave(memcg->cgroup);
	free(memcg);
	return err;
}
