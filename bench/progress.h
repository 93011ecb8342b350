/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For who watches a run on a terminal: figures as they come, each in a line like the table's
 * when it has its first rounds and once more when it has settled; and below them one line,
 * written over and over, that says how far the run is and goes through the latest figures.
 */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/catalog.h"
#include "bench/child.h"

/* What was last known of one operation. */
struct progress_figure {
	char *name;
	const struct child *child;
	char unit[16];
	double value;
	unsigned int rounds;
	/* The lower line has not had it yet; an upper one has said that it is settled, or failed. */
	bool latest, settled, failed;
};

struct progress {
	/* The terminal; NULL: nobody watches. */
	FILE *out;
	/* Figures too, not only how far it is. */
	bool figures;
	const struct catalog *catalog;
	/* When the lower line was written last, CLOCK_MONOTONIC ns. */
	uint64_t written;
	struct progress_figure *figure;
	size_t n, shown;
};

/*
 * Standard error when it is a terminal, else standard output.  Figures only when standard
 * output is one, which the table of the end will go to: who has redirected it looks there;
 * not before a machine's output (ktap), nor on a terminal that can only print.
 */
void progress_open(struct progress *progress, const struct catalog *catalog, bool ktap);
/* Leaves nothing of the lower line on the terminal. */
void progress_close(struct progress *progress);

/* children.progress and children.figure, for which the struct is the .progress_arg. */
void progress_write(void *progress, const struct children *children);
void progress_figure(void *progress, const struct child *child, const struct child_figure *figure);

#endif /* BENCH_PROGRESS_H */
