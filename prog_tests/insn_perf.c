// SPDX-License-Identifier: GPL-2.0-only
/* The cost of instructions, loops and calls, and what the JIT makes of them: docs/insn_perf.md. */
#include "insn_perf/insn_perf.h"

#include "insn_perf_call.skel.h"
#include "insn_perf_iter.skel.h"
#include "insn_perf_loop.skel.h"
#include "insn_perf_memory.skel.h"
#include "insn_perf_v4.skel.h"

void test_insn_perf(struct bench *bench)
{
	const struct bench_object objects[] = {
		insn_perf_alu,
		{ BENCH_OBJECT(insn_perf_v4) },
		{ BENCH_OBJECT(insn_perf_memory) },
		insn_perf_arena,
		{ BENCH_OBJECT(insn_perf_loop) },
		{ BENCH_OBJECT(insn_perf_iter) },
		{ BENCH_OBJECT(insn_perf_call) },
		insn_perf_tail,
		insn_perf_jit,
		{},
	};

	bench_run(bench, objects);
}
