// SPDX-License-Identifier: GPL-2.0-only
#include "test_progs.h"

#include "big.skel.h"

void test_big(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(big) },
		{},
	};

	bench_run(bench, objects);
}
