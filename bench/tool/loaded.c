// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/tool/loaded.h"

/* How often and how long, in us, it is looked for what is left. On a busy machine a grace period of
 * RCU takes more than a second. */
#define TRIES 500
#define TRY_US 10000

/* Adds a number to a set. Returns true if it is new. */
static bool add(uint32_t *ids, size_t *n, uint32_t id)
{
	for (size_t i = 0; i < *n; i++)
		if (ids[i] == id)
			return false;
	if (*n == LOADED_MOST)
		return false;
	ids[(*n)++] = id;
	return true;
}

/* Reads one descriptor's fdinfo. A link has the id of its program, too, whose own descriptor may be
 * closed by now: links are read after all others. */
static void read_one(struct loaded *loaded, const char *path, bool links)
{
	unsigned long long memlock = 0;
	unsigned int prog = 0, map = 0, link = 0;
	char line[256];
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "memlock: %llu", &memlock);
		sscanf(line, "prog_id: %u", &prog);
		sscanf(line, "map_id: %u", &map);
		sscanf(line, "link_id: %u", &link);
	}
	fclose(file);
	if (links != (link != 0))
		return;
	loaded->n_links += link != 0;
	if (prog && add(loaded->progs, &loaded->n_progs, prog) && !link)
		loaded->prog_bytes += memlock;
	if (map && !link && add(loaded->maps, &loaded->n_maps, map))
		loaded->map_bytes += memlock;
}

static void read_process(struct loaded *loaded, pid_t pid, bool links)
{
	struct dirent *entry;
	char path[320];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%s", pid, entry->d_name);
		read_one(loaded, path, links);
	}
	if (dir)
		closedir(dir);
}

void loaded_find(struct loaded *loaded, const pid_t *pids, size_t n)
{
	*loaded = (struct loaded){};
	for (size_t i = 0; i < 2 * n; i++)
		read_process(loaded, pids[i % n], i >= n);
}

void loaded_runs(const struct loaded *loaded, struct loaded_runs *runs)
{
	*runs = (struct loaded_runs){};
	for (size_t i = 0; i < loaded->n_progs; i++) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);
		int fd = bpf_prog_get_fd_by_id(loaded->progs[i]);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &size)) {
			runs->runs += info.run_cnt;
			runs->ns += info.run_time_ns;
			runs->verified += info.verified_insns;
		}
		close(fd);
	}
}

size_t loaded_left(const struct loaded *loaded)
{
	size_t left = 0;

	/* The kernel frees programs a moment after their last descriptor. */
	for (int try = 0; try < TRIES; try++) {
		left = 0;
		for (size_t i = 0; i < loaded->n_progs; i++) {
			int fd = bpf_prog_get_fd_by_id(loaded->progs[i]);

			left += fd >= 0;
			if (fd >= 0)
				close(fd);
		}
		if (!left)
			break;
		usleep(TRY_US);
	}
	return left;
}
