// SPDX-License-Identifier: GPL-2.0-only
#include "bench/engine/count.h"
#include "counted.h"

#include "counted_inside.skel.h"

void test_counted_inside(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(counted_inside) },
		{},
	};

	count_instead(bench, clocks, false);
	bench_run(bench, objects);
}
