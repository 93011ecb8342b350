/* SPDX-License-Identifier: GPL-2.0-only */
/* How a run is ended from outside without losing what it has measured. */
#ifndef BENCH_INTERRUPT_H
#define BENCH_INTERRUPT_H

#include <signal.h>

/*
 * From here on SIGINT, SIGTERM and SIGHUP (unless nohup has it ignored) only say that the run
 * is to end, and SIGPIPE does nothing: a write says EPIPE.  Returns what becomes the number of
 * the first signal.  A second SIGINT or SIGTERM ends the process at once with EXIT_INTERRUPTED.
 */
const volatile sig_atomic_t *interrupt_watch(void);

/* In a child process: it is test_progs that ends it, by a message or by SIGKILL. */
void interrupt_ignore(void);

#endif /* BENCH_INTERRUPT_H */
