// SPDX-License-Identifier: GPL-2.0-only
#include "counted.h"

#include "counted_inside.skel.h"

void test_counted_inside(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ .name = "counted_inside", .elf = counted_inside__elf_bytes },
		{},
	};

	count_instead(bench, clocks, false);
	bench_run(bench, objects);
}
