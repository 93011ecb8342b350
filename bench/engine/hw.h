/* SPDX-License-Identifier: GPL-2.0-only */
/* The processor's counters of cycles and instructions, for the thread that opened them: in the
 * kernel and in user space. CPU time of others is not included. */
#ifndef BENCH_HW_H
#define BENCH_HW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/engine/abi.h"

/* The event that is counted, in the terms of perf_event_open(2). */
struct hw_event {
	uint32_t type;
	uint64_t config;
	/* The name in perf list. */
	const char *name;
};

/* Cycles and instructions. */
extern const struct hw_event hw_events[BENCH_EVENTS];

struct hw {
	const struct hw_event *events;
	/* A group whose leader is the first one; -1 if there is none. */
	int fd[BENCH_EVENTS];
};

/* Opens the counters for the calling thread, while it runs on this CPU. Returns 0, or a negative
 * errno with the reason in why; then no counter is open. */
int hw_open(struct hw *hw, const struct hw_event *events, int cpu, char *why, size_t size);
void hw_close(struct hw *hw);
static inline bool hw_is_open(const struct hw *hw)
{
	return hw->fd[0] >= 0;
}

/* Writes "cycles and instructions", or why there are no counters, for the environment record. */
void hw_describe(int cpu, char *text, size_t size);

/* Reads all counters at once from user space. Returns 0 or a negative errno. */
int hw_read(const struct hw *hw, struct bench_counter counters[BENCH_EVENTS]);

/* Computes the events between two readings. Returns false if the count is unknown: others used the
 * counters for a part of the time, so that only a share was counted. */
bool hw_between(const struct bench_counter from[BENCH_EVENTS],
		const struct bench_counter to[BENCH_EVENTS], double events[BENCH_EVENTS]);

/* Computes the events of one of n operations from the readings of a counting program, net of what
 * reading costs. Returns false as hw_between() does. */
bool hw_per_operation(const struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS], uint64_t n,
		      double events[BENCH_EVENTS]);

#endif /* BENCH_HW_H */
