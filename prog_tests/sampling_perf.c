// SPDX-License-Identifier: GPL-2.0-only
/* What a sampling profiler costs: docs/sampling_perf.md. */
#include "test_progs.h"
#include "sampling_perf/figures.h"
#include "sampling_perf/memory.h"

#include "sampling_perf.skel.h"

/* Rounds: with these half a --quick run's. */
#define ROUNDS 12

#define FIGURE(what, op, hz, in)                                                                   \
	{                                                                                          \
		.name = op, .run = sampling_figure, .once = true, .n = 1, .needs_map = "stacks",   \
		.unit = in, .arg = &(const struct sampling_figure){ hz, sampling_##what },         \
	}

#define OVERHEAD(kind, hz) FIGURE(cpu_overhead, "cpu_overhead" kind "_" #hz "hz", hz, "%")

#define AT_RATE(hz)                                                                                \
	OVERHEAD("", hz), FIGURE(cpu_by_samples, "cpu_by_samples_" #hz "hz", hz, "%"),             \
		FIGURE(samples_taken, "samples_taken_" #hz "hz", hz, "%")

static const struct bench_user_op clock_ops[] = {
	AT_RATE(19),
	AT_RATE(49),
	AT_RATE(99),
	AT_RATE(199),
	AT_RATE(999),
	FIGURE(cost, "sample_cost", 99, NULL),
	FIGURE(cost, "sample_cost_999hz", 999, NULL),
	FIGURE(handler, "handler", 99, NULL),
	FIGURE(handler, "handler_999hz", 999, NULL),
	{},
};

static const struct bench_user_op cycles_ops[] = {
	OVERHEAD("_cycles", 19),
	OVERHEAD("_cycles", 49),
	OVERHEAD("_cycles", 99),
	OVERHEAD("_cycles", 199),
	OVERHEAD("_cycles", 999),
	FIGURE(cost, "sample_cost_cycles", 99, NULL),
	FIGURE(handler, "handler_cycles", 99, NULL),
	{},
};

#define BUFFERS(mb)                                                                                \
	{                                                                                          \
		.name = "memory_buffers_" #mb "mb", .run = sampling_memory_buffers, .once = true,  \
		.n = 1, .needs_map = "stacks", .unit = "bytes",                                    \
		.arg = &(const unsigned int){ mb },                                                \
	}

static const struct bench_user_op memory_ops[] = {
	{
		.name = "memory",
		.run = sampling_memory,
		.once = true,
		.n = 1,
		.needs_map = "stacks",
		.unit = "bytes",
	},
	BUFFERS(32),
	BUFFERS(64),
	BUFFERS(128),
	BUFFERS(256),
	{},
};

#define OBJECT(what)                                                                               \
	.name = "sampling_" #what, .elf = sampling_perf__elf_bytes, .open = sampling_open

static const struct bench_object objects[] = {
	{
		OBJECT(clock),
		.setup = sampling_setup_clock,
		.teardown = sampling_teardown,
		.user_ops = clock_ops,
		.rounds = ROUNDS,
	},
	{
		OBJECT(cycles),
		.setup = sampling_setup_cycles,
		.teardown = sampling_teardown,
		.user_ops = cycles_ops,
		.rounds = ROUNDS,
	},
	/* Bytes are the same every time. */
	{ OBJECT(memory), .setup = sampling_setup_clock, .teardown = sampling_teardown,
	  .user_ops = memory_ops, .rounds = 3 },
	{},
};

void test_sampling_perf(struct bench *bench)
{
	bench_run(bench, objects);
}
