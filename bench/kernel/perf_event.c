// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/kernel/perf_event.h"

int perf_event_type(const char *pmu, uint32_t *type)
{
	char path[96];
	FILE *file;
	int err = 0;

	snprintf(path, sizeof(path), "/sys/bus/event_source/devices/%s/type", pmu);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	if (fscanf(file, "%u", type) != 1)
		err = -EPROTO;
	fclose(file);
	return err;
}

int perf_event_open_group(struct perf_event_attr *attr, pid_t thread, int cpu, int leader)
{
	int fd;

	attr->size = sizeof(*attr);
	fd = (int)syscall(SYS_perf_event_open, attr, thread, cpu, leader, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int perf_event_open(struct perf_event_attr *attr, pid_t thread, int cpu)
{
	return perf_event_open_group(attr, thread, cpu, -1);
}

int perf_event_attach(const struct bpf_program *prog, int event, struct bpf_link **link)
{
	int err;

	*link = NULL;
	if (event < 0)
		return event;
	*link = bpf_program__attach_perf_event(prog, event);
	if (*link)
		return 0;
	err = -errno;
	close(event);
	return err;
}
