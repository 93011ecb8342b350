// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that are attached while something else makes events: what they add to
 * an event, proved by the kernel's own count of their runs.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/log.h"

/* The programs of an operation while they are attached. */
struct attached {
	const struct bpf_program *progs[BENCH_HOOK_PROGS];
	struct bpf_link *links[BENCH_HOOK_PROGS];
	size_t n;
};

/* What the kernel has counted of a program. */
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
	/* In reverse: programs of one hook may be a chain. */
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

/* One run of the trigger while the kernel counts; how many events it made. */
static int counted_run(struct progress *p, struct op *op, const struct attached *attached,
		       struct count *before, struct count *after, uint64_t *events)
{
	uint64_t runs = op->runs;
	/* By descriptor: it ends with this process, whatever happens. */
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME);
	double ns;
	int err;

	if (stats < 0)
		return -errno;
	err = read_counts(attached, before);
	if (!err)
		err = sample_run(p->group, op, p->round, &ns);
	if (!err)
		err = read_counts(attached, after);
	close(stats);
	*events = op->runs - runs;
	return err;
}

/* Every program ran at every event: an attached one that is not reached is cheap. */
static void prove(struct progress *p, struct op *op, const struct attached *attached)
{
	struct count before[BENCH_HOOK_PROGS], after[BENCH_HOOK_PROGS];
	const struct bench_hook *hook = op->hook;
	uint64_t events = 0, expected, runs;
	size_t i;
	int err;

	err = counted_run(p, op, attached, before, after, &events);
	if (err) {
		round_failed(p, op, err);
		return;
	}
	expected = events * (hook->runs ? hook->runs : 1) + 0.5;
	/* What is attached to all but the trigger is passed on the way to it. */
	if (hook->aside)
		expected = hook->shared ? 1 : 0;
	for (i = 0; i < attached->n; i++) {
		runs = after[i].runs - before[i].runs;
		/* Of a shared one others' events may have been skipped, in an interrupt say. */
		if (!hook->shared)
			op->errors += after[i].misses - before[i].misses;
		if (hook->shared ? runs < expected : runs != expected)
			op_stop(op, OP_FAILED, "%s ran %llu times in %llu events, expected %llu",
				bpf_program__name(attached->progs[i]), (unsigned long long)runs,
				(unsigned long long)events, (unsigned long long)expected);
		else if (!hook->shared && after[i].misses != before[i].misses)
			op_stop(op, OP_FAILED, "%s was skipped %llu times: recursion",
				bpf_program__name(attached->progs[i]),
				(unsigned long long)(after[i].misses - before[i].misses));
	}
}

static void attach_failed(struct op *op, int err)
{
	switch (-err) {
	/* What the kernel has not, has not room for, does not let us or gave to others. */
	case EPERM:
	case EACCES:
	case ENOMEM:
	case EMFILE:
	case ENFILE:
	case EEXIST:
	case EBUSY:
	case EINVAL:
	case ENOENT:
	case ENODEV:
	case ENOSYS:
	case ESRCH:
	case EOPNOTSUPP:
	case 524: /* ENOTSUPP, the kernel's own */
		op_stop(op, OP_SKIPPED, "attaching failed: %s", log_errno(err));
		break;
	default:
		op_stop(op, OP_FAILED, "attaching failed: %s", log_errno(err));
	}
}

void hook_run(struct progress *p, struct op *op)
{
	struct attached attached;
	int err;

	/* Without right before with: what drifts does so for both. */
	err = round_blocks(p, op->base);
	if (err) {
		round_failed(p, op, err);
		return;
	}
	err = attach(op, p->round, &attached);
	if (err) {
		attach_failed(op, err);
		return;
	}
	err = round_blocks(p, op);
	if (err) {
		round_failed(p, op, err);
	} else {
		round_tail(p, op);
		count_op(p, op);
	}
	if (op->state == OP_ACTIVE || op->state == OP_SETTLED)
		prove(p, op, &attached);
	detach(op->hook, p->round, &attached);
}
