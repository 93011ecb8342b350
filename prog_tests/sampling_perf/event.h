/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the program "profile" of a round's object on a perf event of every CPU: opens the events,
 * switches them on and off, and checks that they took all samples. */
#ifndef SAMPLING_EVENT_H
#define SAMPLING_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/perf_event.h>

#include "test_progs.h"
#include "progs/sampling_perf.h"

struct sampling_kind {
	const char *name;
	__u32 type;
	__u64 config;
	/* The event is a timer: one sample per period, on an idle CPU, too. Otherwise the kernel
	 * adjusts the period, and a sleeping CPU does not count. */
	bool exact;
};

extern const struct sampling_kind sampling_clock, sampling_cycles;

/* The event of one CPU; fd is -1 if it has none. */
struct event {
	int cpu, fd;
	struct perf_event_mmap_page *buffer;
	/* The program's counts before the event was opened. */
	struct sampling_cpu before;
};

struct events {
	const struct sampling_kind *kind;
	unsigned int rate;
	size_t n, buffer_size;
	struct event *event;
};

/* What became of the samples of all CPUs. */
struct tally {
	/* Number of periods that passed, and of samples taken. */
	double due, taken;
	/* Samples that are missing, throttled or lost, or that could not be stored. */
	uint64_t errors;
};

/* These functions return 0 or a negative errno. */

/* Opens one event on the CPU and closes it, to see whether there are such events. */
int sampling_event_try(const struct sampling_kind *kind, unsigned int rate, int cpu);

/* Opens a disabled event on every online CPU. Call sampling_events_close() even after an error. */
int sampling_events_open(const struct bench_round *round, const struct sampling_kind *kind,
			 unsigned int rate, struct events *events);
int sampling_events_switch(const struct events *events, bool on);
void sampling_events_close(struct events *events);

/* Sums up the samples since the events were opened. Calls bench_doubt() if the rate is wrong. */
int sampling_events_tally(struct bench_round *round, const struct events *events,
			  struct tally *tally);

#endif /* SAMPLING_EVENT_H */
