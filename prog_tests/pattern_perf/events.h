/* SPDX-License-Identifier: GPL-2.0-only */
/* What takes the events of pattern_perf's programs: callbacks of the tables in
 * prog_tests/pattern_perf.c. */
#ifndef PATTERN_PERF_EVENTS_H
#define PATTERN_PERF_EVENTS_H

#include "test_progs.h"

/* bench_object callbacks: open the object's buffers; take all events that are in them. */
int events_setup(struct bench_round *round);
int events_prepare(struct bench_round *round);
void events_teardown(struct bench_round *round);

/* bench_object callbacks of the object that prints: its lines go to a private trace instance. */
size_t print_size(void);
int print_before(struct bench_round *round);
int print_after(struct bench_round *round);
int print_setup(struct bench_round *round);

/* bench_object.open, and the triggers: reads of a file, one system call each, of one size and of two.
 */
int read_open(struct bench_round *round);
int read_calls(struct bench_round *round, unsigned int n, double *ns);
int read_sizes(struct bench_round *round, unsigned int n, double *ns);
int read_prepare(struct bench_round *round, unsigned int n);

#endif /* PATTERN_PERF_EVENTS_H */
