/* SPDX-License-Identifier: GPL-2.0-only */
/* libbpf's consumer of a ring buffer or a perf buffer. */
#ifndef OUTPUT_CONSUMER_H
#define OUTPUT_CONSUMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/libbpf.h>

#include "prog_tests/output_perf/buffer.h"

struct output_consumer {
	/* Set these before opening. event is called for each event. lost is called with the number
	 * of lost events that the kernel records in a perf buffer. Each may be NULL. */
	void (*event)(void *arg, const void *data, size_t size);
	void (*lost)(void *arg, uint64_t n);
	void *arg;

	/* One of these is set. */
	struct ring_buffer *ring;
	struct perf_buffer *perf;
};

/* These functions return 0 or a negative errno. */
int output_consumer_ring(struct output_consumer *consumer, int map_fd);

/* cpu: this CPU only, or -1 for all. pages: pages of data of each buffer. wakeup: number of events
 * until a wakeup, 1 in perf_buffer__new(). */
int output_consumer_perf(struct output_consumer *consumer, int map_fd, int cpu, size_t pages,
			 unsigned int wakeup);

/* Takes the events that are there. Unless busy, waits for events first. timeout is in ms, -1 for
 * none. */
int output_consumer_take(struct output_consumer *consumer, bool busy, int timeout);

void output_consumer_close(struct output_consumer *consumer);

#endif /* OUTPUT_CONSUMER_H */
