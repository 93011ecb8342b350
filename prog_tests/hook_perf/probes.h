/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probes on our own functions. Removing a uprobe waits for several grace periods, a tenth of a
 * second. So probes stay for a whole round, each on its own function, and operations differ in the
 * function that they call.
 */
#ifndef PROG_TESTS_HOOK_PERF_PROBES_H
#define PROG_TESTS_HOOK_PERF_PROBES_H

#include <bpf/libbpf.h>

struct probes;

/* Creates the probes of an object, for all of its rounds. Returns NULL with errno on failure. Free
 * them with probes_free(). */
struct probes *probes_new(void);
/* Puts the program's probe on its function, if it is not there yet. The function is found by the
 * program's name. Returns 0 and the function in *target, or a negative errno. */
int probes_attach(struct probes *probes, const struct bpf_program *prog, int cpu,
		  void (**target)(void));
/* Removes all probes at the end of a round, while the programs' object is still open. */
void probes_detach(struct probes *probes);
/* Call it after probes_detach(). NULL is allowed. */
void probes_free(struct probes *probes);

#endif /* PROG_TESTS_HOOK_PERF_PROBES_H */
