/* SPDX-License-Identifier: GPL-2.0-only */
/* Two threads on one CPU that wait for each other, to measure task switches. */
#ifndef PROG_TESTS_HOOK_PERF_PING_H
#define PROG_TESTS_HOOK_PERF_PING_H

struct ping;

/* Starts the other thread on the CPU to which the caller is pinned. Returns NULL with errno on
 * failure. Free it with ping_stop(). */
struct ping *ping_start(void);
/* Makes this many round trips to the other thread. Each has exactly two task switches, whichever
 * thread the scheduler prefers. Returns 0 or a negative errno. */
int ping_run(struct ping *ping, unsigned int rounds);
/* Ends the thread and frees ping. NULL is allowed. */
void ping_stop(struct ping *ping);

#endif /* PROG_TESTS_HOOK_PERF_PING_H */
