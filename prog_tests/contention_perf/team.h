/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads that are pinned to a CPU each and do the same thing at the same time, for a given time. */
#ifndef CONTENTION_PERF_TEAM_H
#define CONTENTION_PERF_TEAM_H

#include <stdbool.h>
#include <stdint.h>

struct team;

/* Starts a thread for each CPU that this process may use, at most CONTENTION_CPUS; the first one is on
 * the CPU. Returns NULL with errno on failure. Free the team with team_stop(). */
struct team *team_start(int cpu);

/* Returns the number of threads, or the CPU of one of them. */
unsigned int team_size(const struct team *team);
int team_cpu(const struct team *team, unsigned int i);

/* What a thread does again and again: i is its number. Returns 0 or a negative errno. */
typedef int (*team_work)(void *arg, unsigned int i);

/*
 * Lets the first n threads work for ns nanoseconds, which begin when all of them are awake. *together
 * tells whether each of them really had its CPU all the time. Returns 0 or the first negative errno.
 */
int team_run(struct team *team, unsigned int n, team_work work, void *arg, uint64_t ns,
	     bool *together);

/* Ends the threads and frees the team. NULL is allowed. */
void team_stop(struct team *team);

#endif /* CONTENTION_PERF_TEAM_H */
