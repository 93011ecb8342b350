/* SPDX-License-Identifier: GPL-2.0-only */
/* Why an operation has no figure or did not pass: a code for programs, beside the reason for
 * people. Result files have it as "cause"; files of earlier versions have none. */
#ifndef BENCH_RESULT_CAUSE_H
#define BENCH_RESULT_CAUSE_H

enum cause {
	/* There is nothing to explain, or the cause is unknown. */
	CAUSE_NONE,
	/* The kernel lacks it: a helper, a map type, BTF, an attach type. */
	CAUSE_MISSING,
	/* The kernel refuses it even to a process that has every capability. */
	CAUSE_FORBIDDEN,
	/* This process lacks a capability, or is in a user namespace. */
	CAUSE_NOT_PERMITTED,
	/* The lockdown mode forbids it. */
	CAUSE_LOCKDOWN,
	/* Memory, descriptors or another limited resource ran out. */
	CAUSE_RESOURCES,
	/* The machine lacks something, such as a second CPU. */
	CAUSE_MACHINE,
	/* The figure means nothing if the clock counts instructions. */
	CAUSE_CLOCK,
	/* The operation works, but the kernel does not show the figure. */
	CAUSE_NOT_TOLD,
	/* The machine was too busy for it in every round. */
	CAUSE_NOT_THIS_TIME,
	/* This kind of run, --quick, leaves it out. */
	CAUSE_LEFT_OUT,
	/* The time was up before it was measured. */
	CAUSE_TIME_UP,
	/* The run was ended from outside before it was measured. */
	CAUSE_INTERRUPTED,
	/* The figure breaks its limit, or it is undecided whether it does. */
	CAUSE_LIMIT,
	/* It misbehaves, the verifier refuses it, or test_progs has a bug. */
	CAUSE_WRONG,
	/* The process that measured it died. */
	CAUSE_DIED,
	CAUSES,
};

/* Returns the name in result files: "missing", "not-permitted" ...; NULL for CAUSE_NONE. */
const char *cause_name(enum cause cause);

/* Returns CAUSES if there is no such name. */
enum cause cause_find(const char *name);

#endif /* BENCH_RESULT_CAUSE_H */
