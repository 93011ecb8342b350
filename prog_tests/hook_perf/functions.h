/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of the kernel to which programs can be attached. */
#ifndef PROG_TESTS_HOOK_PERF_FUNCTIONS_H
#define PROG_TESTS_HOOK_PERF_FUNCTIONS_H

#include <stddef.h>

struct functions {
	char **names;
	size_t n;
};

/*
 * Gets all functions that ftrace can reach, each name once, except those in which idle CPUs and BPF
 * itself run, and the target of base_numa. Returns 0 or a negative errno. Call functions_free() in
 * both cases.
 */
int functions_all(struct functions *functions);

/* Gets at most n functions that are called never or rarely: those for other hypervisors' guests and
 * of network protocols. Otherwise as functions_all(). */
int functions_unused(struct functions *functions, size_t n);

void functions_free(struct functions *functions);

#endif /* PROG_TESTS_HOOK_PERF_FUNCTIONS_H */
