/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probes on our own functions.  Taking a uprobe away waits for several grace
 * periods, a tenth of a second; so probes stay for a round, each on a function of
 * its own, and what is switched is which function is called.
 */
#ifndef PROG_TESTS_HOOK_PERF_PROBES_H
#define PROG_TESTS_HOOK_PERF_PROBES_H

#include <bpf/libbpf.h>

struct probes;

/* For one round; NULL and errno. */
struct probes *probes_new(void);
/*
 * Puts the program's probe on its function, found by the program's name, when it is
 * not yet there; 0 and the function, or a negative errno.
 */
int probes_attach(struct probes *probes, const struct bpf_program *prog, int cpu,
		  void (**target)(void));
/* Takes all away; NULL is no error.  The programs' object must still be open. */
void probes_free(struct probes *probes);

#endif /* PROG_TESTS_HOOK_PERF_PROBES_H */
