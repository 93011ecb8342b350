// SPDX-License-Identifier: GPL-2.0-only
#include "counted.h"

#include "counted_around.skel.h"

void test_counted_around(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ .name = "counted_around", .elf = counted_around__elf_bytes },
		{},
	};

	count_instead(bench, clocks, true);
	bench_run(bench, objects);
}
