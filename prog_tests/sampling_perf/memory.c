// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "prog_tests/sampling_perf/event.h"
#include "prog_tests/sampling_perf/memory.h"

/* In Hz. The buffers have the same size at every rate. */
#define MEMORY_RATE 19

int sampling_memory(struct bench_round *round, unsigned int n, double *value)
{
	static const char *const maps[] = { "stacks", "counts", "cpus", SAMPLING_HOME_SECTION };
	struct events events;
	long long bytes = 0;
	size_t i;
	int err;

	err = sampling_events_open(round, &sampling_clock, MEMORY_RATE, &events);
	*value = 0;
	for (i = 0; !err && i < events.n; i++)
		*value += events.event[i].buffer ? events.buffer_size : 0;
	for (i = 0; !err && i < ARRAY_SIZE(maps); i++) {
		bytes = bench_map_memlock(bench_map_fd(round, maps[i]));
		err = bytes < 0 ? bytes : 0;
		*value += bytes;
	}
	sampling_events_close(&events);
	return err;
}

/* Some kernels before 6.4 report no memory for a ring buffer. Then its data and the two pages that
 * are mapped beside them are counted. */
int sampling_memory_buffers(struct bench_round *round, unsigned int n, double *value)
{
	__u32 size = *(const unsigned int *)round->arg << 20;
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "sampling_ring", 0, 0, size, NULL);
	long long bytes;
	int err;

	if (fd == -ENOMEM || fd == -EPERM)
		return bench_skip(round, log_cause(fd), "a ring buffer of %u MB: %s", size >> 20,
				  log_errno(fd));
	if (fd < 0)
		return fd;
	bytes = bench_map_memlock(fd);
	close(fd);
	if (bytes < 0)
		return bytes;
	err = sampling_memory(round, n, value);
	*value += fmax(bytes, size + 2.0 * getpagesize());
	return err;
}
