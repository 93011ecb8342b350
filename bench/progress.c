// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>

#include "bench/clock.h"
#include "bench/progress.h"

#define INTERVAL_NS (200 * 1000 * 1000)

void progress_write(void *arg, const struct children *children)
{
	struct progress_line *line = arg;
	size_t i, ops = 0, settled = 0;
	uint64_t now = clock_ns();
	double left = (double)(int64_t)(children->deadline - now) / 1e9;
	bool began = false;

	for (i = 0; i < children->n; i++) {
		ops += children->child[i].ops;
		settled += children->child[i].settled;
		began |= children->child[i].began;
	}
	if (!began || now - line->written < INTERVAL_NS)
		return;
	line->written = now;
	fprintf(stderr, "operation %zu of %zu", settled, ops);
	/* Instruction mode goes by count and has no deadline. */
	if (children->deadline)
		fprintf(stderr, ", at most %.0f s left ", left > 0 ? left : 0);
	/* At the end: who reads along has the whole of it at once. */
	fputc('\r', stderr);
}

void progress_wipe(void)
{
	fputs("\r\033[K", stderr);
}
