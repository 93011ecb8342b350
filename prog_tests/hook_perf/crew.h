/* SPDX-License-Identifier: GPL-2.0-only */
/* A crew of threads, one pinned to each allowed CPU, which do the same thing at the same time. */
#ifndef PROG_TESTS_HOOK_PERF_CREW_H
#define PROG_TESTS_HOOK_PERF_CREW_H

struct crew;

/* Returns NULL with errno on failure. Free the crew with crew_stop(). */
struct crew *crew_start(void);
/* Makes n calls in all, divided among the threads, which begin together. *ns becomes n times the
 * mean time of a call in its thread. */
void crew_run(struct crew *crew, void (*call)(void), unsigned int n, double *ns);
/* Ends the threads and frees the crew. NULL is allowed. */
void crew_stop(struct crew *crew);

#endif /* PROG_TESTS_HOOK_PERF_CREW_H */
