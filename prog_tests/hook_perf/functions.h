/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of the kernel that programs can be attached to.
 */
#ifndef PROG_TESTS_HOOK_PERF_FUNCTIONS_H
#define PROG_TESTS_HOOK_PERF_FUNCTIONS_H

#include <stddef.h>

struct functions {
	char **names;
	size_t n;
};

/*
 * All that ftrace can reach, each name once, but those that idle CPUs and BPF's own
 * machinery run in and the target of base_numa.  0 or a negative errno; the caller
 * frees, also after an error.
 */
int functions_all(struct functions *functions);

/*
 * At most n functions that nobody passes, or hardly anybody: of other hypervisors'
 * guests, of network protocols.  Returns and frees as functions_all().
 */
int functions_unused(struct functions *functions, size_t n);

void functions_free(struct functions *functions);

#endif /* PROG_TESTS_HOOK_PERF_FUNCTIONS_H */
