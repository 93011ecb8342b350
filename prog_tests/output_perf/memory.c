// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "prog_tests/output_perf/consumer.h"
#include "prog_tests/output_perf/memory.h"
#include "progs/output_perf.h"

/* Bits of /proc/PID/pagemap: the page is present, and its frame number. */
#define PRESENT (1ULL << 63)
#define FRAME ((1ULL << 55) - 1)

/* Keeps a number in priv, for operations that are another figure of it. */
static void keep_bytes(struct bench_round *round, double bytes)
{
	round->priv = (void *)(uintptr_t)bytes;
}

static double kept_bytes(const struct bench_round *round)
{
	return (uintptr_t)round->priv;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Counts different page frames. Newer kernels do not show the frames of a perf buffer, and show
 * none to a process without permission. Then a page at two addresses looks like two pages: -EPERM,
 * unless no page is mapped twice.
 */
static ssize_t count_frames(uint64_t *entries, size_t n, bool twice)
{
	ssize_t count = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		entries[i] = entries[i] & PRESENT ? entries[i] & FRAME : 0;
		if (!entries[i] && twice)
			return -EPERM;
	}
	qsort(entries, n, sizeof(*entries), by_value);
	for (i = 0; i < n; i++)
		count += !entries[i] || !i || entries[i] != entries[i - 1];
	return count;
}

static int no_pagemap(struct bench_round *round, int err)
{
	return bench_skip(round, log_cause(err), "cannot read /proc/self/pagemap: %s",
			  log_errno(err));
}

/*
 * Adds the bytes of memory behind a mapping. The data of a ring buffer are mapped twice in a row.
 */
static int add_pages(struct bench_round *round, const void *start, size_t length, bool twice,
		     double *bytes)
{
	size_t page = sysconf(_SC_PAGESIZE), n = length / page, i;
	uint64_t *entries = calloc(n, sizeof(*entries));
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t size = n * sizeof(*entries), frames = 0;

	/* The kernel may map a page only at the first access. */
	for (i = 0; i < n; i++)
		(void)*((const volatile char *)start + i * page);
	if (fd < 0 || !entries)
		err = entries ? no_pagemap(round, -errno) : -ENOMEM;
	else if (pread(fd, entries, size, (uintptr_t)start / page * sizeof(*entries)) != size)
		err = -EIO;
	else
		frames = count_frames(entries, n, twice);
	if (frames < 0)
		err = frames;
	else
		*bytes += frames * page;
	if (fd >= 0)
		close(fd);
	free(entries);
	return err;
}

static int map_and_add(struct bench_round *round, int fd, size_t length, size_t offset,
		       double *bytes)
{
	void *start = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, offset);
	int err;

	if (start == MAP_FAILED)
		return -errno;
	err = add_pages(round, start, length, true, bytes);
	munmap(start, length);
	return err;
}

/*
 * A ring buffer has one page that user space writes, one page that the kernel writes, and the data.
 */
static int ring_memory(struct bench_round *round, const char *map, size_t data, double *bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	int fd = bench_map_fd(round, map), err;

	*bytes = 0;
	err = map_and_add(round, fd, page, 0, bytes);
	if (!err)
		err = map_and_add(round, fd, page + data, page, bytes);
	keep_bytes(round, *bytes);
	return err;
}

int output_memory_ringbuf(struct bench_round *round, unsigned int n, double *bytes)
{
	return ring_memory(round, "ring", 2 * OUTPUT_BUFFER, bytes);
}

int output_memory_ringbuf_8_pages(struct bench_round *round, unsigned int n, double *bytes)
{
	return ring_memory(round, "ring_8_pages", 2 * OUTPUT_SMALL_BUFFER, bytes);
}

int output_memory_user_ringbuf(struct bench_round *round, unsigned int n, double *bytes)
{
	return ring_memory(round, "user_ring", 2 * OUTPUT_BUFFER, bytes);
}

int output_memory_perfbuf(struct bench_round *round, unsigned int n, double *bytes)
{
	struct output_consumer consumer = {};
	size_t i, length;
	void *start;
	int err;

	*bytes = 0;
	err = output_consumer_perf(&consumer, bench_map_fd(round, "perf"), -1,
				   *(const unsigned int *)round->arg, 1);
	for (i = 0; !err && i < perf_buffer__buffer_cnt(consumer.perf); i++) {
		err = perf_buffer__buffer(consumer.perf, i, &start, &length);
		/* The data follow a page with the positions. */
		if (!err)
			err = add_pages(round, start, sysconf(_SC_PAGESIZE) + length, false, bytes);
	}
	output_consumer_close(&consumer);
	keep_bytes(round, *bytes);
	return err;
}

int output_memory_cpu(struct bench_round *round, unsigned int n, double *bytes)
{
	*bytes = kept_bytes(round) / sysconf(_SC_NPROCESSORS_ONLN);
	return 0;
}
