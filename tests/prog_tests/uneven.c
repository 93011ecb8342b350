// SPDX-License-Identifier: GPL-2.0-only
/* One figure with a wide interval, and one with a narrow interval. */
#include "test_progs.h"

#include "known.skel.h"

struct turns {
	unsigned int *rounds;
};

/* 80 and 140 alternate, so the interval contains 100 for any number of rounds. */
static int wide(struct bench_round *round, unsigned int n, double *ns)
{
	const struct turns *turns = round->arg;

	*ns = (*turns->rounds)++ % 2 ? 140 : 80;
	return 0;
}

static int narrow(struct bench_round *round, unsigned int n, double *ns)
{
	*ns = 100;
	return 0;
}

void test_uneven(struct bench *bench)
{
	unsigned int rounds = 0;
	const struct turns turns = { &rounds };
	const struct bench_user_op ops[] = {
		{ .name = "wide", .run = wide, .arg = &turns, .once = true, .n = 1 },
		{ .name = "narrow", .run = narrow, .once = true, .n = 1 },
		{},
	};
	const struct bench_object objects[] = {
		{ BENCH_OBJECT_AS("uneven", known), .user_ops = ops, .rounds = 12 },
		{},
	};

	bench_run(bench, objects);
}
