// SPDX-License-Identifier: GPL-2.0-only
/* The cost of a sampling profiler: docs/sampling_perf.md. */
#include "test_progs.h"
#include "sampling_perf/figures.h"
#include "sampling_perf/memory.h"

#include "sampling_perf.skel.h"

/* Number of rounds; a --quick run has half of them. */
#define ROUNDS 12

#define FIGURE(what, op, hz, in, text)                                                             \
	{                                                                                          \
		.name = op, .about = text, .run = sampling_figure, .once = true, .n = 1,           \
		.needs_map = "stacks", .unit = in,                                                 \
		.arg = &(const struct sampling_figure){ hz, sampling_##what },                     \
	}

#define OVERHEAD(kind, hz)                                                                         \
	FIGURE(cpu_overhead, "cpu_overhead" kind "_" #hz "hz", hz, "%",                            \
	       "The share of a CPU that a profiler takes at " #hz " samples a second")

#define AT_RATE(hz)                                                                                \
	OVERHEAD("", hz),                                                                          \
		FIGURE(cpu_by_samples, "cpu_by_samples_" #hz "hz", hz, "%",                        \
		       "The same share of a CPU at " #hz " Hz, from the time of each sample"),     \
		FIGURE(samples_taken, "samples_taken_" #hz "hz", hz, "%",                          \
		       "The samples that came, of those asked for at " #hz " Hz")

static const struct bench_user_op clock_ops[] = {
	AT_RATE(19),
	AT_RATE(49),
	AT_RATE(99),
	AT_RATE(199),
	AT_RATE(999),
	FIGURE(cost, "sample_cost", 99, NULL, "One sample at 99 Hz, interrupt and program"),
	FIGURE(cost, "sample_cost_999hz", 999, NULL, "One sample at 999 Hz, interrupt and program"),
	FIGURE(handler, "handler", 99, NULL,
	       "The program of a sample at 99 Hz, without the interrupt"),
	FIGURE(handler, "handler_999hz", 999, NULL,
	       "The program of a sample at 999 Hz, without the interrupt"),
	{},
};

static const struct bench_user_op cycles_ops[] = {
	OVERHEAD("_cycles", 19),
	OVERHEAD("_cycles", 49),
	OVERHEAD("_cycles", 99),
	OVERHEAD("_cycles", 199),
	OVERHEAD("_cycles", 999),
	FIGURE(cost, "sample_cost_cycles", 99, NULL, "One sample by the cycle counter at 99 Hz"),
	FIGURE(handler, "handler_cycles", 99, NULL,
	       "The program of a sample by the cycle counter at 99 Hz"),
	{},
};

#define BUFFERS(mb)                                                                                \
	{                                                                                          \
		.name = "memory_buffers_" #mb "mb",                                                \
		.about = "The profiler's memory with a ring buffer of " #mb " MB",                 \
		.run = sampling_memory_buffers, .once = true, .n = 1, .needs_map = "stacks",       \
		.unit = "bytes", .arg = &(const unsigned int){ mb },                               \
	}

static const struct bench_user_op memory_ops[] = {
	{
		.name = "memory",
		.about = "The profiler's memory: maps and perf buffers",
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

#define OBJECT(what) BENCH_OBJECT_AS("sampling_" #what, sampling_perf), .open = sampling_open

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
	/* The number of bytes is the same every time. */
	{ OBJECT(memory), .setup = sampling_setup_clock, .teardown = sampling_teardown,
	  .user_ops = memory_ops, .rounds = 3 },
	{},
};

void test_sampling_perf(struct bench *bench)
{
	bench_run(bench, objects);
}
