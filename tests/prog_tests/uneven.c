// SPDX-License-Identifier: GPL-2.0-only
/* Figures as wide as they are said to be, and one that is as narrow as can be. */
#include "test_progs.h"

#include "known.skel.h"

struct turns {
	unsigned int *rounds;
};

/* 80 and 140 in turns: an interval from below 100 to above, however many rounds there are. */
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
		{ .name = "uneven", .elf = known__elf_bytes, .user_ops = ops, .rounds = 12 },
		{},
	};

	bench_run(bench, objects);
}
