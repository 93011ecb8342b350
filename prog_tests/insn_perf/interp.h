/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's interpreter. It runs programs that are loaded while net.core.bpf_jit_enable is 0,
 * unless the kernel is built without it (CONFIG_BPF_JIT_ALWAYS_ON).
 *
 * The sysctl is for everybody: programs that others load meanwhile are interpreted as long as they
 * are loaded. So this is done only where nobody else is, which the variable BPF_PERF_ALONE in the
 * environment says. vmtest.sh sets it in its guests. A guardian restores the sysctl, even after
 * kill -9.
 */
#ifndef PROG_TESTS_INSN_PERF_INTERP_H
#define PROG_TESTS_INSN_PERF_INTERP_H

#include "test_progs.h"
#include "progs/insn_perf_work.h"

struct interp_switch;
struct interp;

/* Asks whether there is an interpreter that we may use. Returns the switch, or NULL with the cause
 * and the reason in why. Free it with interp_switch_free(), which returns 0 or a negative errno. */
struct interp_switch *interp_switch_new(enum cause *cause, char *why, size_t size);
int interp_switch_free(struct interp_switch *jit);

/*
 * Loads the object a second time, for the interpreter: the loop programs of its operations "jit_*"
 * and of its baselines. The programs' results are compared with the shared ones. Returns 0 and
 * *interp, which interp_free() frees, or a negative errno. -EPROTO: the kernel compiled the programs
 * although it was told not to. -ENODATA: the results are wrong.
 */
int interp_load(struct interp_switch *jit, const struct work_shared *shared,
		struct interp **interp);
void interp_free(struct interp *interp);

/* Runs the loop program of an operation once. *ns becomes the time of INTERP_N operations. */
#define INTERP_N 32
int interp_run(struct interp *interp, const char *op, double *ns);

#endif /* PROG_TESTS_INSN_PERF_INTERP_H */
