// SPDX-License-Identifier: GPL-2.0-only
/* Measures what programs add to an event while they are attached. The kernel's own count of their
 * runs proves that they ran. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/block.h"
#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/hook.h"
#include "bench/engine/outcome.h"
#include "bench/engine/sample.h"
#include "bench/kernel/log.h"

/* The programs of an operation while they are attached. */
struct attached {
	const struct bpf_program *progs[BENCH_HOOK_PROGS];
	struct bpf_link *links[BENCH_HOOK_PROGS];
	size_t n;
};

/* The kernel's counts of a program. */
struct count {
	uint64_t runs, misses;
};

static int attach_one(const struct bench_hook *hook, struct bench_round *round,
		      const struct bpf_program *prog, struct bpf_link **link)
{
	if (hook->attach)
		return hook->attach(round, prog, link);
	*link = bpf_program__attach(prog);
	return *link ? 0 : -errno;
}

static void detach(const struct bench_hook *hook, struct bench_round *round,
		   struct attached *attached)
{
	if (hook->detach)
		hook->detach(round);
	/* In reverse order, because programs of one hook may be a chain. */
	while (attached->n)
		bpf_link__destroy(attached->links[--attached->n]);
}

static int attach(const struct op *op, struct bench_round *round, struct attached *attached)
{
	const struct bench_hook *hook = op->hook;
	const char *name;
	size_t i;
	int err;

	*attached = (struct attached){};
	for (i = 0; (name = op_prog(op, i)); i++) {
		attached->progs[i] = bpf_object__find_program_by_name(round->obj, name);
		err = attached->progs[i]
			      ? attach_one(hook, round, attached->progs[i], &attached->links[i])
			      : -ENOENT;
		if (err) {
			detach(hook, round, attached);
			return err;
		}
		attached->n++;
	}
	return 0;
}

static int read_counts(const struct attached *attached, struct count *counts)
{
	size_t i;
	int err;

	for (i = 0; i < attached->n; i++) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);

		err = bpf_obj_get_info_by_fd(bpf_program__fd(attached->progs[i]), &info, &size);
		if (err)
			return err;
		counts[i].runs = info.run_cnt;
		counts[i].misses = info.recursion_misses;
	}
	return 0;
}

/* Runs the trigger once while the kernel counts runs. *events becomes the number of its events. */
static int counted_run(struct measurement *m, struct op *op, const struct attached *attached,
		       struct count *before, struct count *after, uint64_t *events)
{
	uint64_t runs = op->runs;
	/* By descriptor: the kernel stops counting when this process ends, however it ends. */
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	double ns;
	int err;

	if (stats < 0)
		return -errno;
	err = read_counts(attached, before);
	if (!err)
		err = sample_run(m->group, op, m->round, &ns);
	if (!err)
		err = read_counts(attached, after);
	close(stats);
	*events = op->runs - runs;
	return err;
}

/*
 * Checks that every program ran at every event: an attached program that is not reached is cheap.
 */
static void prove(struct measurement *m, struct op *op, const struct attached *attached)
{
	struct count before[BENCH_HOOK_PROGS], after[BENCH_HOOK_PROGS];
	const struct bench_hook *hook = op->hook;
	uint64_t events = 0, expected, runs;
	size_t i;
	int err;

	err = counted_run(m, op, attached, before, after, &events);
	if (err) {
		outcome_set(m, op, err);
		return;
	}
	expected = events * (hook->runs ? hook->runs : 1) + 0.5;
	/* Not reached by the trigger: expect 0 runs, or some if other events share the hook. */
	if (hook->aside)
		expected = hook->shared ? 1 : 0;
	for (i = 0; i < attached->n; i++) {
		runs = after[i].runs - before[i].runs;
		/*
		 * On a shared hook, events of others may be skipped, for example in an interrupt.
		 */
		if (!hook->shared)
			op->errors += after[i].misses - before[i].misses;
		if (hook->shared ? runs < expected : runs != expected)
			op_stop(op, OP_FAILED, CAUSE_WRONG,
				"%s ran %llu times in %llu events, %llu were expected",
				bpf_program__name(attached->progs[i]), (unsigned long long)runs,
				(unsigned long long)events, (unsigned long long)expected);
		else if (!hook->shared && after[i].misses != before[i].misses)
			op_stop(op, OP_FAILED, CAUSE_WRONG,
				"the kernel skipped %s %llu times because of recursion",
				bpf_program__name(attached->progs[i]),
				(unsigned long long)(after[i].misses - before[i].misses));
	}
}

static void attach_failed(struct op *op, int err)
{
	enum cause cause = log_cause(err);

	/*
	 * Skip what the kernel lacks, forbids or has given to others, or what it has no memory for.
	 */
	op_stop(op, cause == CAUSE_WRONG ? OP_FAILED : OP_SKIPPED, cause, "attaching failed: %s",
		log_errno(err));
}

void hook_run(struct measurement *m, struct op *op)
{
	struct attached attached;
	int err;

	/* Measure without the programs directly before measuring with them: drift then affects
	 * both. */
	err = block_run_all(m, op->base);
	if (err) {
		outcome_set(m, op, err);
		return;
	}
	err = attach(op, m->round, &attached);
	if (err) {
		attach_failed(op, err);
		return;
	}
	err = block_run_all(m, op);
	if (err) {
		outcome_set(m, op, err);
	} else {
		block_tail(m, op);
		count_op(m, op);
	}
	if (op->state == OP_ACTIVE || op->state == OP_SETTLED)
		prove(m, op, &attached);
	detach(op->hook, m->round, &attached);
}
