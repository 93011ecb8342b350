/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to a ring buffer or one CPU's perf buffer from user space: how far the programs have
 * written, and how far the consumer has read. */
#ifndef OUTPUT_BUFFER_H
#define OUTPUT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/perf_event.h>

struct output_buffer {
	/* Positions in bytes; they only grow. */
	const volatile uint64_t *produced;
	volatile uint64_t *consumed;
	/* Bytes of room for data. */
	size_t size;
	/* What this module mapped and opened; output_buffer_close() releases it. */
	void *pages[2];
	size_t lengths[2];
	int event;
};

/* A value for wakeup_events: as rarely as a perf buffer can wake, which is once for as many bytes
 * as it has room for, read or not. */
#define OUTPUT_RARELY_WAKE 0

/* Returns the attributes of the perf event behind a buffer with room for size bytes. Its reader is
 * woken after wakeup_events events. */
struct perf_event_attr output_event_attr(size_t size, unsigned int wakeup_events);

/* Maps a ring buffer with room for size bytes. Returns 0 or a negative errno, as the functions
 * below do. */
int output_buffer_ring(struct output_buffer *buffer, int map_fd, size_t size);

/* Opens a perf event on this CPU and puts it into the map. Its buffer has room for size bytes, and
 * its reader is woken after wakeup_events events. */
int output_buffer_perf(struct output_buffer *buffer, int map_fd, int cpu, size_t size,
		       unsigned int wakeup_events);

/* Describes a perf buffer that another module has mapped, and will unmap. */
void output_buffer_of(struct output_buffer *buffer, void *mapped);

/* Returns the number of unread bytes. */
size_t output_buffer_used(const struct output_buffer *buffer);

/* Marks all but 8 bytes as read. If all were read, the kernel would think that the reader waits,
 * and the next event would wake it. */
void output_buffer_empty(struct output_buffer *buffer);

/* Releases the buffer. A buffer that is all 0 was never opened: nothing happens. */
void output_buffer_close(struct output_buffer *buffer);

/* Moves the calling thread to another CPU. Returns that CPU, or -ENOENT if there is no other. */
int output_pin_elsewhere(int cpu);

#endif /* OUTPUT_BUFFER_H */
