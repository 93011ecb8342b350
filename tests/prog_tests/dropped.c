// SPDX-License-Identifier: GPL-2.0-only
/* Dropped events are counted if both ends know of them, and a failure if one does not. */
#include "test_progs.h"
#include "prog_tests/output_perf/pipeline.h"

#include "dropped.skel.h"

void test_dropped(struct bench *bench)
{
	static const struct output_load honest = { .name = "honest", .map = "ring" };
	static const struct output_load silent = { .name = "silent", .map = "ring", .rate = 10000 };
	static const struct bench_user_op ops[] = {
		{ .name = "counted",
		  .run = output_pipeline_latency,
		  .arg = &honest,
		  .n = 1,
		  .no_tail = true },
		{ .name = "counted_loss",
		  .run = output_pipeline_loss,
		  .of = "counted",
		  .unit = "%" },
		{ .name = "uncounted",
		  .run = output_pipeline_latency,
		  .arg = &silent,
		  .n = 1,
		  .no_tail = true },
		{},
	};
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(dropped), .setup = output_pipeline_setup,
		  .teardown = output_pipeline_teardown, .user_ops = ops },
		{},
	};

	bench_run(bench, objects);
}
