// SPDX-License-Identifier: GPL-2.0-only
/* The most memory that loading a program takes at a time, by a cgroup that counts it. */
#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "load_perf/load_perf.h"
#include "load_perf/wanted.h"

#include "load_perf.skel.h"

/* Loads of one figure. What the load before freed may be given back during a load, which then seems
 * to need less: the largest counts. A short run has one, and one that counts
 * instructions: what an emulated machine does repeats. */
#define LOADS 3
/* A verifier keeps more bytes than this for each instruction. The program itself and what is charged
 * in advance are less, if the program has so many instructions. */
#define LEAST_PER_INSN 60
#define TRIAL_INSNS 10000

static int load(const struct generated *made)
{
	int fd = generate_load(made, NULL, 0);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* The bytes of one load, the program itself included. */
static int peak_of(const struct memcg *memcg, const struct generated *made, double *bytes)
{
	int64_t before = 0, most = 0;
	int err = memcg_usage(memcg, &before);

	if (!err)
		err = memcg_peak_reset(memcg);
	if (!err)
		err = load(made);
	if (!err)
		err = memcg_peak(memcg, &most);
	*bytes = most - before;
	return err;
}

static int peak_memory(struct bench_round *round, unsigned int n, double *bytes)
{
	struct memcg *memcg = round->priv;
	struct generated made;
	double one;
	int err = wanted_make(round, &made), loads = round->quick || round->insns ? 1 : LOADS, i;

	if (err)
		return err;
	*bytes = 0;
	for (i = 0; !err && i < loads; i++) {
		err = peak_of(memcg, &made, &one);
		if (one > *bytes)
			*bytes = one;
	}
	generate_free(&made);
	return err;
}

/* Loads a program of which the verifier must need more than the program has. */
static int try_charge(struct bench_round *round)
{
	struct generated made;
	double bytes = 0;
	int err = generate(&made, SHAPE_STRAIGHT, TRIAL_INSNS);

	if (!err)
		err = peak_of(round->priv, &made, &bytes);
	generate_free(&made);
	if (err == -EOPNOTSUPP)
		return bench_skip(
			round, CAUSE_MISSING,
			"no memory.peak of a cgroup that can be reset: Linux 6.12 has it");
	if (!err && bytes < TRIAL_INSNS * LEAST_PER_INSN)
		return bench_skip(round, CAUSE_MISSING,
				  "this kernel charges a cgroup %.0f bytes for a program of %d "
				  "instructions, but not for what the verifier takes",
				  bytes, TRIAL_INSNS);
	return err;
}

static int setup(struct bench_round *round)
{
	struct memcg *memcg = NULL;
	char why[160];
	int err = memcg_enter(&memcg, why, sizeof(why));

	if (err)
		return bench_skip(round, log_cause(err), "no cgroup that counts memory: %s", why);
	round->priv = memcg;
	/* teardown() is called after a failure, too. */
	return try_charge(round);
}

static void teardown(struct bench_round *round)
{
	memcg_leave(round->priv);
	round->priv = NULL;
}

#define PEAK(kind, name_, what)                                                                    \
	.name = "peak_memory_" name_ "_10k", .about = "Most memory that a load takes: " what,      \
	.run = peak_memory, .n = 1, .once = true, .unit = "bytes", .arg = &(const struct wanted)   \
	{                                                                                          \
		.shape = kind, .n = 10000                                                          \
	}

static const struct bench_user_op ops[] = {
	{ PEAK(SHAPE_STRAIGHT, "straight", "10 000 additions") },
	{ PEAK(SHAPE_LOOP, "loop", "a loop of 10 000 instructions") },
	{ PEAK(SHAPE_BRANCH, "branch", "10 000 instructions with branches") },
	{ PEAK(SHAPE_CALLBACK, "callback", "10 000 additions in a callback"),
	  .needs_prog = "needs_loop" },
	{},
};

/* The first cgroup that counts memory makes each allocation of the kernel dearer. */
const struct bench_object load_perf_memory = {
	BENCH_OBJECT_AS("load_perf_memory", load_perf),
	.setup = setup,
	.teardown = teardown,
	.user_ops = ops,
	.last = true,
	.every = 2,
	.one_round = true,
};
