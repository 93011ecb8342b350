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
	/* To be set before it is opened: what becomes of an event, and of the number
	 * of those lost that the kernel leaves in a perf buffer; each may be NULL. */
	void (*event)(void *arg, const void *data, size_t size);
	void (*lost)(void *arg, uint64_t n);
	void *arg;

	/* One of these. */
	struct ring_buffer *ring;
	struct perf_buffer *perf;
};

/* All of these return 0 or a negative errno. */
int output_consumer_ring(struct output_consumer *consumer, int map_fd);

/* cpu: of this CPU only, or of all when -1; pages: of data, of each; wakeup: how
 * many events it sleeps for, 1 in perf_buffer__new(). */
int output_consumer_perf(struct output_consumer *consumer, int map_fd, int cpu, size_t pages,
			 unsigned int wakeup);

/* Takes what is there, and waits for it first unless busy; timeout in ms, -1 none. */
int output_consumer_take(struct output_consumer *consumer, bool busy, int timeout);

void output_consumer_close(struct output_consumer *consumer);

#endif /* OUTPUT_CONSUMER_H */
