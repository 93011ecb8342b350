/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shows progress on a terminal. Each figure gets a line like that of the table, after its first
 * rounds and again when it has settled. Below them one line, which is overwritten again and again,
 * shows how far the run is and the latest figures in turn.
 */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/runner/catalog.h"
#include "bench/runner/child.h"

/* The last known figure of one operation. */
struct progress_figure {
	char *name;
	const struct child *child;
	char unit[16];
	double value;
	unsigned int rounds;
	/*
	 * latest: the lower line has not shown it yet. settled, failed: an upper line has said so.
	 */
	bool latest, settled, failed;
};

struct progress {
	/* The terminal; NULL if nobody watches. */
	FILE *out;
	/* Show figures, not only how far the run is. */
	bool figures;
	const struct catalog *catalog;
	/* When the lower line was written last, in ns of CLOCK_MONOTONIC. */
	uint64_t written;
	struct progress_figure *figure;
	size_t n, shown;
};

/*
 * Chooses the terminal: standard error if it is one, else standard output. Figures are shown only
 * if standard output is a terminal, because the table goes there at the end: who redirected it does
 * not look at the terminal. They are not shown with KTAP output (ktap), nor on a terminal that
 * cannot overwrite a line.
 */
void progress_open(struct progress *progress, const struct catalog *catalog, bool ktap);
/* Removes the lower line from the terminal. */
void progress_close(struct progress *progress);

/* Callbacks for children.progress and children.figure; .progress_arg is the struct progress. */
void progress_write(void *progress, const struct children *children);
void progress_figure(void *progress, const struct child *child, const struct child_figure *figure);

#endif /* BENCH_PROGRESS_H */
