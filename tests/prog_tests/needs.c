// SPDX-License-Identifier: GPL-2.0-only
/* Programs that the kernel refuses, with and without a least program that does the same. */
#include "test_progs.h"

#include "needs.skel.h"

void test_needs(struct bench *bench)
{
	static const struct bench_object objects[] = { { BENCH_OBJECT(needs) }, {} };

	bench_run(bench, objects);
}
