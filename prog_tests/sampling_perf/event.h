/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program "profile" of a round's object on a perf event of every CPU: opened, switched on
 * and off, and asked whether it took the samples that it should have.
 */
#ifndef SAMPLING_EVENT_H
#define SAMPLING_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/perf_event.h>

#include "bench/bench.h"
#include "progs/sampling_perf.h"

struct sampling_kind {
	const char *name;
	__u32 type;
	__u64 config;
	/* A timer: as many samples as there are periods, on an idle CPU as well.  Else
	 * the kernel looks for the period, and a CPU that sleeps does not count. */
	bool exact;
};

extern const struct sampling_kind sampling_clock, sampling_cycles;

/* The event of one CPU; fd is -1 where there is none. */
struct event {
	int cpu, fd;
	struct perf_event_mmap_page *buffer;
	/* What the program had counted before. */
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
	/* Periods that passed, samples taken. */
	double due, taken;
	/* Missing, throttled, lost, and those that could not be kept. */
	uint64_t errors;
};

/* All of these return 0 or a negative errno. */

/* Whether there are such events on a CPU: what opening one says. */
int sampling_event_try(const struct sampling_kind *kind, unsigned int rate, int cpu);

/* On every CPU that is there, switched off; sampling_events_close() also after an error. */
int sampling_events_open(const struct bench_round *round, const struct sampling_kind *kind,
			 unsigned int rate, struct events *events);
int sampling_events_switch(const struct events *events, bool on);
void sampling_events_close(struct events *events);

/* What came of the samples since they were opened; bench_fail() when it is no such rate. */
int sampling_events_tally(struct bench_round *round, const struct events *events,
			  struct tally *tally);

#endif /* SAMPLING_EVENT_H */
