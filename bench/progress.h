/* SPDX-License-Identifier: GPL-2.0-only */
/* How far a run is, for who watches it: one line that is written over and over. */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdint.h>

#include "bench/child.h"

struct progress_line {
	/* When it was written last, CLOCK_MONOTONIC ns. */
	uint64_t written;
};

/* children.progress, for which line is the .progress_arg: on stderr, a few times a second. */
void progress_write(void *line, const struct children *children);
/* Leaves nothing of it on the terminal. */
void progress_wipe(void);

#endif /* BENCH_PROGRESS_H */
