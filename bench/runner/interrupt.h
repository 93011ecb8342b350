/* SPDX-License-Identifier: GPL-2.0-only */
/* Ends a run on a signal without losing what it has measured. */
#ifndef BENCH_INTERRUPT_H
#define BENCH_INTERRUPT_H

#include <signal.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP (unless nohup ignores it) only request the end of the run.
 * SIGPIPE is ignored, so that a write fails with EPIPE. Returns a variable that becomes the number
 * of the first signal. A second SIGINT or SIGTERM ends the process at once with EXIT_INTERRUPTED.
 */
const volatile sig_atomic_t *interrupt_watch(void);

/* For a child process: only test_progs ends it, by a message or by SIGKILL. */
void interrupt_ignore(void);

#endif /* BENCH_INTERRUPT_H */
