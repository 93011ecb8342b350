// SPDX-License-Identifier: GPL-2.0-only
/* Tail calls: user space repeats whole programs, and sees by their count that each came to its
 * end. */
#include <errno.h>

#include <bpf/bpf.h>

#include "insn_perf/insn_perf.h"
#include "progs/insn_perf.h"

#include "insn_perf_tail.skel.h"

static int read_counts(struct bench_round *round, struct tail_counts *counts)
{
	uint32_t key = 0;

	return bpf_map_lookup_elem(bench_map_fd(round, ".data.counts"), &key, counts);
}

/* How many programs one run goes through decides the kernel's limit of tail calls. */
static int check_limit(struct bench_round *round)
{
	struct tail_counts before, after;
	int err = read_counts(round, &before);

	if (!err)
		err = bench_prog_run(round, "counted_calls");
	if (!err)
		err = read_counts(round, &after);
	if (!err && after.reached - before.reached != TAIL_LIMIT + 1)
		return bench_fail(round, "%llu programs in a chain of tail calls, %d were expected",
				  (unsigned long long)(after.reached - before.reached),
				  TAIL_LIMIT + 1);
	return err;
}

static int fill_targets(struct bench_round *round)
{
	static const char *const progs[TAIL_TARGETS] = {
		[TAIL_LAST] = "last",
		[TAIL_MANY] = "many_calls",
		[TAIL_COUNTED] = "counted_calls",
	};
	int targets = bench_map_fd(round, "targets"), err = 0, fd;
	uint32_t i;

	for (i = 0; !err && i < TAIL_TARGETS; i++) {
		fd = bench_prog_fd(round, progs[i]);
		err = fd < 0 ? fd : bpf_map_update_elem(targets, &i, &fd, BPF_ANY);
	}
	return err ? err : check_limit(round);
}

/* A program, and how often it comes to an end in a run. */
struct whole {
	const char *prog;
	unsigned int ends;
};

static int run_whole(struct bench_round *round, unsigned int n, double *ns)
{
	const struct whole *whole = round->arg;
	uint64_t runs = n + 1 + BENCH_SINGLE_RUNS;
	struct tail_counts before, after;
	int err = read_counts(round, &before);

	if (!err)
		err = bench_prog_time(bench_prog_fd(round, whole->prog), n, ns);
	if (!err)
		err = read_counts(round, &after);
	if (!err && after.ended - before.ended != runs * whole->ends)
		return bench_fail(round, "%s came to its end %llu times, %llu were expected",
				  whole->prog, (unsigned long long)(after.ended - before.ended),
				  (unsigned long long)runs * whole->ends);
	return err;
}

#define WHOLE(program, count)                                                                      \
	.run = run_whole, .n = 256, .no_tail = true, .arg = &(const struct whole)                  \
	{                                                                                          \
		.prog = program, .ends = count                                                     \
	}

static const struct bench_user_op user_ops[] = {
	{ .name = "base_last", WHOLE("last", 1), .hidden = true },
	{ .name = "base_parts", WHOLE("parts_without", TAIL_PARTS), .hidden = true },
	{ .about = "Makes one tail call to a program that ends",
	  .name = "tail_call",
	  WHOLE("one_call", 1),
	  .base = "base_last" },
	{ .about = "Makes a chain of 33 tail calls, the most that the kernel allows",
	  .name = "tail_call_chain_33",
	  WHOLE("many_calls", 1),
	  .base = "base_last" },
	{
		.about = "Makes 32 tail calls at the ends of functions, which return",
		.name = "tail_call_mixed_32",
		WHOLE("parts_with", TAIL_PARTS),
		.base = "base_parts",
	},
	{},
};

static double per_link(double chain, double same)
{
	return chain / TAIL_LIMIT;
}

static double per_part(double parts, double same)
{
	return parts / TAIL_PARTS;
}

static const struct bench_derived derived[] = {
	{
		.about = "Makes one of 33 tail calls in a chain",
		.name = "tail_call_of_33",
		.a = "tail_call_chain_33",
		.b = "tail_call_chain_33",
		.figure = per_link,
	},
	{
		.about = "Makes one of 32 tail calls at the end of a function",
		.name = "tail_call_mixed",
		.a = "tail_call_mixed_32",
		.b = "tail_call_mixed_32",
		.figure = per_part,
	},
	{},
};

const struct bench_object insn_perf_tail = {
	BENCH_OBJECT(insn_perf_tail),
	.setup = fill_targets,
	.user_ops = user_ops,
	.derived = derived,
};
