/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A thread pinned to each CPU that we may use, all doing the same at the same time.
 */
#ifndef PROG_TESTS_HOOK_PERF_CREW_H
#define PROG_TESTS_HOOK_PERF_CREW_H

struct crew;

/* NULL and errno. */
struct crew *crew_start(void);
/*
 * n calls in all, shared out among the threads, which begin together.  *ns: n times
 * what a call took its thread, in the mean of the threads.
 */
void crew_run(struct crew *crew, void (*call)(void), unsigned int n, double *ns);
/* Ends the threads; NULL is no error. */
void crew_stop(struct crew *crew);

#endif /* PROG_TESTS_HOOK_PERF_CREW_H */
