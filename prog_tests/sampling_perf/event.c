// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "test_progs.h"
#include "prog_tests/sampling_perf/event.h"

/* Pages of an event's buffer beside the first one. Samples go to the program; the buffer only gets
 * records of what went wrong. */
#define BUFFER_PAGES 1

const struct sampling_kind sampling_clock = {
	.name = "cpu-clock",
	.type = PERF_TYPE_SOFTWARE,
	.config = PERF_COUNT_SW_CPU_CLOCK,
	.exact = true,
};

const struct sampling_kind sampling_cycles = {
	.name = "cycles",
	.type = PERF_TYPE_HARDWARE,
	.config = PERF_COUNT_HW_CPU_CYCLES,
};

static int event_open(const struct sampling_kind *kind, unsigned int rate, int cpu)
{
	struct perf_event_attr attr = {
		.type = kind->type,
		.config = kind->config,
		.freq = 1,
		.sample_freq = rate,
		.disabled = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return perf_event_open(&attr, -1, cpu);
}

int sampling_event_try(const struct sampling_kind *kind, unsigned int rate, int cpu)
{
	int fd = event_open(kind, rate, cpu);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int counted(const struct bench_round *round, int cpu, struct sampling_cpu *out)
{
	__u32 key = cpu;

	return bpf_map_lookup_elem(bench_map_fd(round, "cpus"), &key, out) ? -errno : 0;
}

static int event_start(const struct bench_round *round, const struct events *events,
		       struct event *event, int prog)
{
	void *buffer;

	event->fd = event_open(events->kind, events->rate, event->cpu);
	/* The CPU is offline. */
	if (event->fd == -ENODEV || event->fd == -ENXIO)
		return 0;
	if (event->fd < 0)
		return event->fd;
	buffer = mmap(NULL, events->buffer_size, PROT_READ | PROT_WRITE, MAP_SHARED, event->fd, 0);
	if (buffer == MAP_FAILED)
		return -errno;
	event->buffer = buffer;
	if (ioctl(event->fd, PERF_EVENT_IOC_SET_BPF, prog))
		return -errno;
	return counted(round, event->cpu, &event->before);
}

void sampling_events_close(struct events *events)
{
	size_t i;

	for (i = 0; i < events->n; i++) {
		if (events->event[i].buffer)
			munmap(events->event[i].buffer, events->buffer_size);
		if (events->event[i].fd >= 0)
			close(events->event[i].fd);
	}
	free(events->event);
	*events = (struct events){};
}

int sampling_events_open(const struct bench_round *round, const struct sampling_kind *kind,
			 unsigned int rate, struct events *events)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(round->obj, "profile");
	int i, n = libbpf_num_possible_cpus(), err = n < 0 ? n : 0;

	*events = (struct events){
		.kind = kind,
		.rate = rate,
		.buffer_size = (BUFFER_PAGES + 1) * getpagesize(),
		.event = n > 0 ? calloc(n, sizeof(*events->event)) : NULL,
	};
	if (!events->event)
		return err ? err : -ENOMEM;
	for (i = 0; !err && i < n; i++) {
		events->event[i] = (struct event){ .cpu = i, .fd = -1 };
		events->n++;
		err = event_start(round, events, &events->event[i], bpf_program__fd(prog));
	}
	return err;
}

int sampling_events_switch(const struct events *events, bool on)
{
	size_t i;

	for (i = 0; i < events->n; i++)
		if (events->event[i].fd >= 0 &&
		    ioctl(events->event[i].fd, on ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE,
			  0))
			return -errno;
	return 0;
}

/*
 * Reads the event's buffer: how often the event was throttled, and how many records were lost.
 * Nobody empties the buffer, so it does not wrap. Records that a full buffer leaves out belong to
 * samples that are missing anyway.
 */
static uint64_t complaints(const struct events *events, const struct event *event)
{
	const char *data = (const char *)event->buffer + getpagesize();
	uint64_t head = __atomic_load_n(&event->buffer->data_head, __ATOMIC_ACQUIRE);
	uint64_t size = events->buffer_size - getpagesize(), at = 0, n = 0;

	while (at < head && at < size) {
		/* The layout of the kernel's records: perf_event_open(2). */
		const struct {
			struct perf_event_header header;
			uint64_t id, lost;
		} *record = (const void *)(data + at);

		if (record->header.type == PERF_RECORD_THROTTLE)
			n++;
		else if (record->header.type == PERF_RECORD_LOST)
			n += record->lost;
		if (!record->header.size)
			break;
		at += record->header.size;
	}
	return n;
}

/*
 * A stopped timer keeps the rest of its period. So the number of samples due is how often the
 * period fits into the time that the timer was on. A virtual CPU that does not run for longer than
 * a period misses samples: these are errors. With less than half of the samples, or with far too
 * many, the rate is not what it should be.
 */
static int event_tally(struct bench_round *round, const struct events *events,
		       const struct event *event, struct tally *tally)
{
	struct {
		uint64_t value, enabled, running;
	} counter;
	double due, taken, few = 0.5, many = 1.1;
	struct sampling_cpu now;
	ssize_t size;
	int err;

	size = read(event->fd, &counter, sizeof(counter));
	if (size != sizeof(counter))
		return size < 0 ? -errno : -EIO;
	err = counted(round, event->cpu, &now);
	if (err)
		return err;
	due = floor(counter.enabled * 1e-9 * events->rate);
	taken = now.samples - event->before.samples;
	if (!events->kind->exact) {
		/* The kernel begins with a period of 1 and adjusts it. */
		few = event->cpu == round->cpu ? 0.25 : 0;
		many = 4;
	}
	if (taken + 1 < few * due || taken > many * due + 20)
		return bench_doubt(round, "CPU %d: %.0f samples at %u Hz, %.0f were expected",
				   event->cpu, taken, events->rate, due);
	tally->due += due;
	tally->taken += taken;
	if (events->kind->exact && taken < due)
		tally->errors += due - taken;
	tally->errors += complaints(events, event) + now.no_stack - event->before.no_stack +
			 now.no_count - event->before.no_count;
	return 0;
}

int sampling_events_tally(struct bench_round *round, const struct events *events,
			  struct tally *tally)
{
	size_t i;
	int err = 0;

	*tally = (struct tally){};
	for (i = 0; !err && i < events->n; i++)
		if (events->event[i].fd >= 0)
			err = event_tally(round, events, &events->event[i], tally);
	return err;
}
