// SPDX-License-Identifier: GPL-2.0-only
#include "test_progs.h"

#include "known.skel.h"

static int fill(struct bench_round *round)
{
	return bench_fill(round, "hash", 128);
}

static double per_second(double ns, double same)
{
	return 1e9 / ns;
}

void test_known(struct bench *bench)
{
	static const struct bench_derived derived[] = {
		{ .name = "chain_rate",
		  .a = "chain_300",
		  .b = "chain_300",
		  .figure = per_second,
		  .unit = "events/s",
		  .rate = true },
		{},
	};
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(known), .setup = fill, .derived = derived }, {}
	};

	bench_run(bench, objects);
}
