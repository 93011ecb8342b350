/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring buffer or one CPU's perf buffer as far as user space sees it: how far
 * the programs have written and how far somebody has read.
 */
#ifndef OUTPUT_BUFFER_H
#define OUTPUT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/perf_event.h>

struct output_buffer {
	/* Positions that only grow, in bytes. */
	const volatile uint64_t *produced;
	volatile uint64_t *consumed;
	/* Room for data, bytes. */
	size_t size;
	/* What was mapped and opened here, ours to undo; see output_buffer_close(). */
	void *pages[2];
	size_t lengths[2];
	int event;
};

/*
 * A wakeup_events of this: as rarely as a perf buffer can, which is once for as many bytes
 * as it has room for, read or not.
 */
#define OUTPUT_RARELY_WAKE 0

/* The perf event behind a buffer with room for size bytes: its reader is woken after so
 * many events. */
struct perf_event_attr output_event_attr(size_t size, unsigned int wakeup_events);

/*
 * Maps a ring buffer with room for size bytes.  0 or a negative errno, like all
 * of these.
 */
int output_buffer_ring(struct output_buffer *buffer, int map_fd, size_t size);

/*
 * Opens a perf event on this CPU whose buffer has room for size bytes, which
 * wakes its reader after so many events, and puts it into the map.
 */
int output_buffer_perf(struct output_buffer *buffer, int map_fd, int cpu, size_t size,
		       unsigned int wakeup_events);

/* The perf buffer that somebody else has mapped here; he also undoes it. */
void output_buffer_of(struct output_buffer *buffer, void *mapped);

/* Bytes not yet read. */
size_t output_buffer_used(const struct output_buffer *buffer);

/*
 * Counts all as read but 8 bytes: who has caught up is taken for somebody who
 * waits, and woken by the next event.
 */
void output_buffer_empty(struct output_buffer *buffer);

/* Also of one that was never opened, if it is all 0. */
void output_buffer_close(struct output_buffer *buffer);

/* The CPU that the calling thread was moved to, which is not this one, or
 * -ENOENT when there is no other. */
int output_pin_elsewhere(int cpu);

#endif /* OUTPUT_BUFFER_H */
