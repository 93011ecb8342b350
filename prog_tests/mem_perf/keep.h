/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeps files open without descriptors, of which a process may have only 1024: they are messages
 * that nobody receives.
 */
#ifndef MEM_PERF_KEEP_H
#define MEM_PERF_KEEP_H

#include <stddef.h>

struct keep {
	/* Both ends of a pair of sockets. */
	int ends[2];
};

/* Returns 0 or a negative errno. keep_end() is called in either case. */
int keep_begin(struct keep *keep);

/* Takes over n files, at most KEEP_MOST, and closes their descriptors. Returns 0 or a negative
 * errno. */
#define KEEP_MOST 253 /* SCM_MAX_FD */
int keep_files(struct keep *keep, const int *fds, size_t n);

/* Closes all files. */
void keep_end(struct keep *keep);

#endif /* MEM_PERF_KEEP_H */
