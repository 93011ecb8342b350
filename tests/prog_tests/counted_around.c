// SPDX-License-Identifier: GPL-2.0-only
#include "bench/engine/count.h"
#include "counted.h"

#include "counted_around.skel.h"

void test_counted_around(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(counted_around) },
		{},
	};

	count_instead(bench, clocks, true);
	bench_run(bench, objects);
}
