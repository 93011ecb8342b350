// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/kernel/mount.h"
#include "bench/kernel/perf_event.h"
#include "bench/kernel/tracefs.h"

#define PATH_SIZE 160

int tracefs_open(void)
{
	return mount_private("tracefs");
}

/* Reads the event's id, which perf_event_open() needs. */
static int event_id(const char *event, uint64_t *id)
{
	char path[PATH_SIZE], text[24];
	int dir = tracefs_open();
	int err;

	if (dir < 0)
		return dir;
	snprintf(path, sizeof(path), "events/%s/id", event);
	err = mount_read(dir, path, text, sizeof(text));
	close(dir);
	if (!err)
		*id = strtoull(text, NULL, 10);
	return err;
}

int tracefs_attach(const char *event, const struct bpf_program *prog, struct bpf_link **link)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	uint64_t id;
	int err;

	*link = NULL;
	err = event_id(event, &id);
	if (err)
		return err;
	attr.config = id;
	/* Any CPU will do: the program runs on all of them. */
	return perf_event_attach(prog, perf_event_open(&attr, -1, 0), link);
}
