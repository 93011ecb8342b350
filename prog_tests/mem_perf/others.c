// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "mem_perf/others.h"

int mem_array_by_pid(struct bench_round *round, unsigned int n, double *bytes)
{
	FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
	unsigned int pids = 0;
	long long said;
	int fd;

	if (!file)
		return -errno;
	if (fscanf(file, "%u", &pids) != 1)
		pids = 0;
	fclose(file);
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "mem_perf", sizeof(uint32_t), sizeof(uint64_t),
			    pids, NULL);
	if (fd == -ENOMEM || fd == -EPERM)
		return bench_skip(round, log_cause(fd), "an array of %u entries: %s", pids,
				  log_errno(fd));
	if (fd < 0)
		return fd;
	said = bench_map_memlock(fd);
	close(fd);
	*bytes = said;
	return said < 0 ? (int)said : 0;
}

/* Less than this is a buffer that is not used yet, in kB. */
#define UNUSED_KB 64

/* The file has "7 (expanded: 1408)" until the buffer is used for the first time. On some kernels it
 * has "7" after somebody has used another instance. */
int mem_ftrace_cpu(struct bench_round *round, unsigned int n, double *bytes)
{
	char text[64];
	const char *expanded;
	unsigned long kb;
	int dir = tracefs_open(), err;

	if (dir < 0)
		return bench_skip(round, log_cause(dir), "tracefs cannot be mounted: %s",
				  log_errno(dir));
	err = mount_read(dir, "buffer_size_kb", text, sizeof(text));
	close(dir);
	if (err == -ENOENT)
		return bench_skip(round, CAUSE_MISSING, "tracefs has no buffers for CPUs");
	if (err)
		return bench_skip(round, log_cause(err), "tracefs cannot be read: %s",
				  log_errno(err));
	expanded = strstr(text, "expanded: ");
	kb = strtoul(expanded ? expanded + strlen("expanded: ") : text, NULL, 10);
	if (kb < UNUSED_KB)
		return bench_later(
			round, "the kernel only tells what an unused buffer takes, %s kB", text);
	*bytes = 1024.0 * kb;
	return 0;
}
