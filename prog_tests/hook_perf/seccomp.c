// SPDX-License-Identifier: GPL-2.0-only
/* Filters of system calls in classic BPF, as containers and sandboxes have them: what one adds to a
 * cheap system call. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "hook_perf/hook_perf.h"

/* Instructions of a filter: a load, comparisons, and two ways to return. */
#define INSNS 256
#define COMPARES (INSNS - 3)
/* What the filter compares with: numbers that are neither system calls nor arguments of one. */
#define NOBODYS 0x0bad0000
/* The errno for what the filter refuses; the system call itself never has it. */
#define REFUSED ENOTUNIQ
/* Calls per run, and those before the clock starts. */
#define CALLS 256
#define WARM_UP 16

/* What the filter looks at. */
struct looks_at {
	uint32_t offset;
	bool number;
};

/* A run, in a thread of its own: it cannot get rid of its filter. */
struct run {
	const struct looks_at *looks_at;
	unsigned int n;
	double ns;
	int err;
};

static int call(void)
{
	return syscall(SYS_sched_get_priority_max, SCHED_FIFO) < 0 ? -errno : 0;
}

/* Compares with one number after the other, as filters do that were made of a list. */
static int install(const struct looks_at *looks_at)
{
	struct sock_filter filter[INSNS] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, looks_at->offset),
	};
	const struct sock_fprog program = { .len = INSNS, .filter = filter };

	for (int i = 1; i <= COMPARES; i++)
		filter[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NOBODYS + i,
							 INSNS - 2 - i, 0);
	filter[INSNS - 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[INSNS - 1] =
		(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | REFUSED);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program))
		return -errno;
	return 0;
}

/* What the last comparison is for is refused: the filter is there, and runs to its end. */
static int prove(const struct looks_at *looks_at)
{
	long last = NOBODYS + COMPARES;
	long ret = looks_at->number ? syscall(last) : syscall(SYS_sched_get_priority_max, last);

	return ret == -1 && errno == REFUSED ? 0 : -ENODATA;
}

static void *run_thread(void *arg)
{
	struct run *run = arg;
	uint64_t start;
	unsigned int i;

	if (run->looks_at)
		run->err = install(run->looks_at);
	if (!run->err && run->looks_at)
		run->err = prove(run->looks_at);
	for (i = 0; !run->err && i < WARM_UP; i++)
		run->err = call();
	start = clock_ns();
	for (i = 0; !run->err && i < run->n; i++)
		run->err = call();
	run->ns = clock_ns() - start;
	return NULL;
}

static int call_filtered(struct bench_round *round, unsigned int n, double *ns)
{
	struct run run = { .looks_at = round->arg, .n = n };
	pthread_t thread;
	int err = -pthread_create(&thread, NULL, run_thread, &run);

	if (err)
		return err;
	pthread_join(thread, NULL);
	*ns = run.ns;
	if (run.err == -ENODATA)
		return bench_fail(round, "the filter lets pass what it is to refuse");
	if (run.err)
		return bench_skip(round, log_cause(run.err), "no filter of system calls: %s",
				  log_errno(run.err));
	return 0;
}

static const struct looks_at argument = { .offset = offsetof(struct seccomp_data, args[0]) };
static const struct looks_at number = { .offset = offsetof(struct seccomp_data, nr),
					.number = true };

#define FILTERED .run = call_filtered, .n = CALLS, .no_tail = true

static const struct bench_user_op filters[] = {
	{ .name = "base_unfiltered", FILTERED, .hidden = true },
	{ .name = "seccomp_256",
	  .about = "A filter of 256 instructions that reads an argument of a system call",
	  FILTERED,
	  .base = "base_unfiltered",
	  .arg = &argument },
	{ .name = "seccomp_256_number",
	  .about = "A filter of 256 instructions on the number of the system call alone",
	  FILTERED,
	  .base = "base_unfiltered",
	  .arg = &number },
	{},
};

const struct bench_object hook_perf_seccomp = {
	.name = "hook_perf_seccomp",
	.own_load = true,
	.user_ops = filters,
	.last = true,
};
