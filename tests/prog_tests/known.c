// SPDX-License-Identifier: GPL-2.0-only
#include "test_progs.h"

#include "known.skel.h"

static int fill(struct bench_round *round)
{
	return bench_fill(round, "hash", 128);
}

void test_known(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ .name = "known", .elf = known__elf_bytes, .setup = fill }, {}
	};

	bench_run(bench, objects);
}
