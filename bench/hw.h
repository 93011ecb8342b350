/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's counters of cycles and instructions, of the thread that opened them:
 * in the kernel and in user space, whatever CPU time others have meanwhile.
 */
#ifndef BENCH_HW_H
#define BENCH_HW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/abi.h"

/* What is counted in place of an event, in the words of perf_event_open(2). */
struct hw_event {
	uint32_t type;
	uint64_t config;
	/* As perf list has it. */
	const char *name;
};

/* Cycles and instructions. */
extern const struct hw_event hw_events[BENCH_EVENTS];

struct hw {
	const struct hw_event *events;
	/* A group, the first its leader; -1 where there is none. */
	int fd[BENCH_EVENTS];
};

/*
 * Opens them for the calling thread, for as long as it runs on this CPU.  0, or a negative
 * errno with why in words: then nothing is open.
 */
int hw_open(struct hw *hw, const struct hw_event *events, int cpu, char *why, size_t size);
void hw_close(struct hw *hw);
static inline bool hw_is_open(const struct hw *hw)
{
	return hw->fd[0] >= 0;
}

/* "cycles and instructions", or why there are none: for the record of the environment. */
void hw_describe(int cpu, char *text, size_t size);

/* All at once, from user space; 0 or a negative errno. */
int hw_read(const struct hw *hw, struct bench_counter counters[BENCH_EVENTS]);

/*
 * What happened between two readings.  False where that is not known: others had the
 * counters a part of the time, so that a share of it is all that was counted.
 */
bool hw_between(const struct bench_counter from[BENCH_EVENTS],
		const struct bench_counter to[BENCH_EVENTS], double events[BENCH_EVENTS]);

/*
 * What one of n operations took, from the readings of a counting program, net of what
 * reading costs.  False as above.
 */
bool hw_per_operation(const struct bench_counter readings[BENCH_READINGS][BENCH_EVENTS], uint64_t n,
		      double events[BENCH_EVENTS]);

#endif /* BENCH_HW_H */
