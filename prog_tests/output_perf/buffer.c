// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "prog_tests/output_perf/buffer.h"

static int map_pages(struct output_buffer *buffer, unsigned int i, int fd, size_t length,
		     bool write, size_t offset)
{
	void *pages =
		mmap(NULL, length, PROT_READ | (write ? PROT_WRITE : 0), MAP_SHARED, fd, offset);

	if (pages == MAP_FAILED)
		return -errno;
	buffer->pages[i] = pages;
	buffer->lengths[i] = length;
	return 0;
}

int output_buffer_ring(struct output_buffer *buffer, int map_fd, size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	int err;

	*buffer = (struct output_buffer){ .size = size };
	err = map_pages(buffer, 0, map_fd, page, true, 0);
	if (!err)
		err = map_pages(buffer, 1, map_fd, page, false, page);
	if (err) {
		output_buffer_close(buffer);
		return err;
	}
	buffer->consumed = buffer->pages[0];
	buffer->produced = buffer->pages[1];
	return 0;
}

struct perf_event_attr output_event_attr(size_t size, unsigned int wakeup_events)
{
	return (struct perf_event_attr){
		.size = sizeof(struct perf_event_attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = wakeup_events == OUTPUT_RARELY_WAKE,
		.wakeup_events = wakeup_events == OUTPUT_RARELY_WAKE ? size : wakeup_events,
	};
}

int output_buffer_perf(struct output_buffer *buffer, int map_fd, int cpu, size_t size,
		       unsigned int wakeup_events)
{
	struct perf_event_attr attr = output_event_attr(size, wakeup_events);
	__u32 key = cpu;
	int fd, err;

	*buffer = (struct output_buffer){};
	fd = perf_event_open(&attr, -1, cpu);
	if (fd < 0)
		return fd;
	err = map_pages(buffer, 0, fd, sysconf(_SC_PAGESIZE) + size, true, 0);
	if (err) {
		close(fd);
		return err;
	}
	output_buffer_of(buffer, buffer->pages[0]);
	buffer->event = fd;
	err = bpf_map_update_elem(map_fd, &key, &fd, BPF_ANY);
	if (err)
		output_buffer_close(buffer);
	return err;
}

void output_buffer_of(struct output_buffer *buffer, void *mapped)
{
	struct perf_event_mmap_page *page = mapped;

	buffer->produced = (const volatile uint64_t *)&page->data_head;
	buffer->consumed = (volatile uint64_t *)&page->data_tail;
	buffer->size = page->data_size;
}

size_t output_buffer_used(const struct output_buffer *buffer)
{
	return __atomic_load_n(buffer->produced, __ATOMIC_ACQUIRE) -
	       __atomic_load_n(buffer->consumed, __ATOMIC_ACQUIRE);
}

void output_buffer_empty(struct output_buffer *buffer)
{
	uint64_t produced = __atomic_load_n(buffer->produced, __ATOMIC_ACQUIRE);

	if (produced)
		__atomic_store_n(buffer->consumed, produced - 8, __ATOMIC_RELEASE);
}

void output_buffer_close(struct output_buffer *buffer)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		if (buffer->pages[i])
			munmap(buffer->pages[i], buffer->lengths[i]);
	/* 0 is standard input, so it cannot be a perf event of ours. */
	if (buffer->event > 0)
		close(buffer->event);
	*buffer = (struct output_buffer){};
}

int output_pin_elsewhere(int cpu)
{
	int other = sysconf(_SC_NPROCESSORS_CONF);

	/* Begin with the last CPU, because the next one may be a thread of the same core. A CPU
	 * that is offline or forbidden is refused. */
	while (other--)
		if (other != cpu && !cpus_pin(other))
			return other;
	return -ENOENT;
}
