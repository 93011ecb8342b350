// SPDX-License-Identifier: GPL-2.0-only
/* Attaches to functions of user space and detaches: one by one, by one link, and by USDT. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "load_perf/load_perf.h"
#include "load_perf/places.h"

#include "load_perf.skel.h"
#include "load_perf_usdt.skel.h"

#define PROGRAM "/proc/self/exe"

/* Both times of one go in ns. */
struct times {
	double attach, detach;
};

/* What an operation attaches, and to how many places. */
struct attached {
	int (*run)(struct bench_round *round, unsigned int n, struct times *times);
	unsigned int n;
};

static const struct bpf_program *find(const struct bench_round *round, const char *name)
{
	return bpf_object__find_program_by_name(round->obj, name);
}

static int uprobes(struct bench_round *round, unsigned int n, struct times *times)
{
	const struct bpf_program *prog = find(round, "on_uprobe");
	struct bpf_link **links = calloc(n, sizeof(*links));
	unsigned int i, attached = 0;
	uint64_t start, middle;
	int err = links ? 0 : -ENOMEM;
	size_t first;

	if (!err)
		err = places_offset(&first);
	start = clock_ns();
	for (; !err && attached < n; attached += !err) {
		links[attached] = bpf_program__attach_uprobe(prog, false, getpid(), PROGRAM,
							     first + attached);
		err = links[attached] ? 0 : -errno;
		bench_alive(round);
	}
	middle = clock_ns();
	for (i = 0; i < attached; i++) {
		bpf_link__destroy(links[i]);
		bench_alive(round);
	}
	*times = (struct times){ middle - start, clock_ns() - middle };
	free(links);
	return err;
}

static int uprobe_multi(struct bench_round *round, unsigned int n, struct times *times)
{
	unsigned long *offsets = calloc(n, sizeof(*offsets));
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .offsets = offsets, .cnt = n);
	uint64_t start, middle;
	struct bpf_link *link;
	size_t first;
	int err = offsets ? places_offset(&first) : -ENOMEM;

	for (unsigned int i = 0; !err && i < n; i++)
		offsets[i] = first + i;
	start = clock_ns();
	link = err ? NULL
		   : bpf_program__attach_uprobe_multi(find(round, "on_uprobe_multi"), getpid(),
						      PROGRAM, NULL, &opts);
	if (!err && !link)
		err = -errno;
	middle = clock_ns();
	bpf_link__destroy(link);
	*times = (struct times){ middle - start, clock_ns() - middle };
	free(offsets);
	return err;
}

/* By one call of libbpf, which finds the places in the program's file. */
static int usdt(struct bench_round *round, unsigned int n, struct times *times)
{
	const struct bpf_program *prog = find(round, "on_usdt");
	const char *name = n == 1 ? "one" : n == 100 ? "hundred" : "thousand";
	uint64_t start = clock_ns(), middle;
	struct bpf_link *link =
		bpf_program__attach_usdt(prog, getpid(), PROGRAM, "load_perf", name, NULL);
	int err = link ? 0 : -errno;

	middle = clock_ns();
	bpf_link__destroy(link);
	*times = (struct times){ middle - start, clock_ns() - middle };
	return err;
}

/* Only where one link does for all places: one by one, libbpf would wait for minutes. */
static int usdt_multi(struct bench_round *round, unsigned int n, struct times *times)
{
	int err = uprobe_multi(round, 1, times);

	return err ?: usdt(round, n, times);
}

/* Attaches and detaches; the time of the latter is kept for the operation that comes after. */
static int attach(struct bench_round *round, unsigned int n, double *ns)
{
	const struct attached *attached = round->arg;
	struct times *last = round->ctx;
	int err = attached->run(round, attached->n, last);

	if (err == -EOPNOTSUPP || err == -EINVAL || err == -ENOENT || err == -ENODEV)
		return bench_skip(round, log_cause(err), "attaching failed: %s", log_errno(err));
	*ns = last->attach;
	return err;
}

static int detach(struct bench_round *round, unsigned int n, double *ns)
{
	const struct times *last = round->ctx;

	*ns = last->detach;
	return 0;
}

#define BOTH(op, suffix, what, callback, count, program)                                           \
	{ .name = op "_attach_" suffix,                                                            \
	  .about = "Attaches to " what,                                                            \
	  .run = attach,                                                                           \
	  .n = 1,                                                                                  \
	  .once = true,                                                                            \
	  .needs_prog = program,                                                                   \
	  .arg = &(const struct attached){                                                         \
		  .run = callback,                                                                 \
		  .n = count,                                                                      \
	  } },                                                                                     \
	{                                                                                          \
		.name = op "_detach_" suffix, .about = "Detaches from " what, .run = detach,       \
		.n = 1, .once = true, .needs_prog = program, .of = op "_attach_" suffix,           \
	}

static const struct bench_user_op uprobe_ops[] = {
	BOTH("uprobe", "1", "one place of user space", uprobes, 1, "on_uprobe"),
	BOTH("uprobe", "10", "ten places of user space, one by one", uprobes, 10, "on_uprobe"),
	BOTH("uprobe_multi", "1", "one place of user space by uprobe.multi", uprobe_multi, 1,
	     "on_uprobe_multi"),
	BOTH("uprobe_multi", "100", "100 places of user space by one link", uprobe_multi, 100,
	     "on_uprobe_multi"),
	BOTH("uprobe_multi", "1000", "1000 places of user space by one link", uprobe_multi, 1000,
	     "on_uprobe_multi"),
	{},
};

static const struct bench_user_op many_ops[] = {
	BOTH("uprobe", "100", "100 places of user space, one by one", uprobes, 100, "on_uprobe"),
	{},
};

static const struct bench_user_op most_ops[] = {
	BOTH("uprobe", "1000", "1000 places of user space, one by one", uprobes, 1000, "on_uprobe"),
	{},
};

static const struct bench_user_op usdt_ops[] = {
	BOTH("usdt", "1", "a USDT probe that is at one place", usdt, 1, "on_usdt"),
	BOTH("usdt", "100", "a USDT probe that is at 100 places", usdt, 100, "on_usdt"),
	BOTH("usdt", "1000", "a USDT probe that is at 1000 places, by one link", usdt_multi, 1000,
	     "on_usdt"),
	{},
};

/* What waits takes tenths of a second, and does not vary by much. */
#define WAITS(n)                                                                                   \
	.ctx_size = sizeof(struct times), .slow = true, .every = 4, .rounds = n, .one_round = true

const struct bench_object load_perf_uprobes = {
	BENCH_OBJECT_AS("load_perf_uprobes", load_perf),
	.user_ops = uprobe_ops,
	WAITS(2),
};

const struct bench_object load_perf_uprobes_many = {
	BENCH_OBJECT_AS("load_perf_uprobes_many", load_perf),
	.user_ops = many_ops,
	.last = true,
	WAITS(1),
};

const struct bench_object load_perf_uprobes_most = {
	BENCH_OBJECT_AS("load_perf_uprobes_most", load_perf),
	.user_ops = most_ops,
	.only_named = true,
	WAITS(1),
};

const struct bench_object load_perf_usdts = {
	BENCH_OBJECT(load_perf_usdt),
	.user_ops = usdt_ops,
	.last = true,
	WAITS(2),
};
