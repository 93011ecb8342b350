/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two threads on one CPU that wait for each other: the scheduler's switches.
 */
#ifndef PROG_TESTS_HOOK_PERF_PING_H
#define PROG_TESTS_HOOK_PERF_PING_H

struct ping;

/* Starts the other thread, on the CPU that the caller is pinned to.  NULL and errno. */
struct ping *ping_start(void);
/*
 * To the other thread and back, `rounds` times: two task switches each, and not more,
 * whichever of the two the scheduler prefers.  0 or a negative errno.
 */
int ping_run(struct ping *ping, unsigned int rounds);
/* Ends the thread; NULL is no error. */
void ping_stop(struct ping *ping);

#endif /* PROG_TESTS_HOOK_PERF_PING_H */
