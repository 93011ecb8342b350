// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <unistd.h>

#include "prog_tests/output_perf/consumer.h"

static int take_ring(void *ctx, void *data, size_t size)
{
	struct output_consumer *consumer = ctx;

	if (consumer->event)
		consumer->event(consumer->arg, data, size);
	return 0;
}

static enum bpf_perf_event_ret take_perf(void *ctx, int cpu, struct perf_event_header *header)
{
	/* The layout of the kernel's records: perf_event_open(2). */
	const struct {
		struct perf_event_header header;
		uint32_t size;
		char data[];
	} *sample = (const void *)header;
	const struct {
		struct perf_event_header header;
		uint64_t id, lost;
	} *lost = (const void *)header;
	struct output_consumer *consumer = ctx;

	if (header->type == PERF_RECORD_SAMPLE && consumer->event)
		consumer->event(consumer->arg, sample->data, sample->size);
	else if (header->type == PERF_RECORD_LOST && consumer->lost)
		consumer->lost(consumer->arg, lost->lost);
	return LIBBPF_PERF_EVENT_CONT;
}

int output_consumer_ring(struct output_consumer *consumer, int map_fd)
{
	consumer->ring = ring_buffer__new(map_fd, take_ring, consumer, NULL);
	return consumer->ring ? 0 : -errno;
}

int output_consumer_perf(struct output_consumer *consumer, int map_fd, int cpu, size_t pages,
			 unsigned int wakeup)
{
	struct perf_event_attr attr = output_event_attr(pages * sysconf(_SC_PAGESIZE), wakeup);
	LIBBPF_OPTS(perf_buffer_raw_opts, opts);

	if (cpu >= 0) {
		opts.cpu_cnt = 1;
		opts.cpus = &cpu;
		opts.map_keys = &cpu;
	}
	consumer->perf = perf_buffer__new_raw(map_fd, pages, &attr, take_perf, consumer, &opts);
	return consumer->perf ? 0 : -errno;
}

int output_consumer_take(struct output_consumer *consumer, bool busy, int timeout)
{
	int ret;

	if (consumer->ring)
		ret = busy ? ring_buffer__consume(consumer->ring)
			   : ring_buffer__poll(consumer->ring, timeout);
	else
		ret = busy ? perf_buffer__consume(consumer->perf)
			   : perf_buffer__poll(consumer->perf, timeout);
	return ret < 0 && ret != -EINTR ? ret : 0;
}

void output_consumer_close(struct output_consumer *consumer)
{
	ring_buffer__free(consumer->ring);
	perf_buffer__free(consumer->perf);
	consumer->ring = NULL;
	consumer->perf = NULL;
}
