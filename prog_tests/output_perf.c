// SPDX-License-Identifier: GPL-2.0-only
/* What it costs to get events out of a program, and what arrives: docs/output_perf.md. */
#include "test_progs.h"
#include "lib/output_producer.h"
#include "progs/output_perf.h"

#include "output_perf_full.skel.h"
#include "output_perf_idle.skel.h"
#include "output_perf_user_ringbuf.skel.h"
#include "output_perf_waiting.skel.h"

/* ------------------------------------------------------------- computed figures */

static double difference(double a, double b)
{
	return a - b;
}

static double ratio(double a, double b)
{
	return a / b;
}

/* ringbuf_output() is reserve, copy and submit: what is left is the copy. */
#define RINGBUF_COPY(size)                                                                         \
	{                                                                                          \
		.name = "ringbuf_copy_" #size, .a = "ringbuf_output_" #size,                       \
		.b = "ringbuf_reserve_" #size, .figure = difference                                \
	}

#define TIMES_BETTER(of, than, by)                                                                 \
	{                                                                                          \
		.name = by, .a = than, .b = of, .figure = ratio, .unit = "x",                      \
		.higher_is_better = true                                                           \
	}

static const struct bench_derived idle_derived[] = {
	RINGBUF_COPY(64),
	RINGBUF_COPY(128),
	RINGBUF_COPY(256),
	RINGBUF_COPY(512),
	RINGBUF_COPY(1024),
	RINGBUF_COPY(4096),
	TIMES_BETTER("submit_batch_100_64", "submit_batch_1_64", "submit_batch_gain_64"),
	{},
};

static const struct bench_derived waiting_derived[] = {
	TIMES_BETTER("submit_batch_100_consumer_64", "submit_batch_1_consumer_64",
		     "submit_batch_gain_consumer_64"),
	{},
};

void test_output_perf(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ .name = "output_perf_idle",
		  .elf = output_perf_idle__elf_bytes,
		  .setup = output_idle_setup,
		  .prepare = output_idle_prepare,
		  .teardown = output_producer_teardown,
		  .derived = idle_derived },
		{ .name = "output_perf_waiting",
		  .elf = output_perf_waiting__elf_bytes,
		  .setup = output_waiting_setup,
		  .prepare = output_waiting_prepare,
		  .teardown = output_producer_teardown,
		  .derived = waiting_derived },
		{ .name = "output_perf_full",
		  .elf = output_perf_full__elf_bytes,
		  .setup = output_full_setup,
		  .teardown = output_producer_teardown },
		{ .name = "output_perf_user_ringbuf",
		  .elf = output_perf_user_ringbuf__elf_bytes,
		  .setup = output_user_setup,
		  .prepare = output_user_prepare,
		  .teardown = output_user_teardown },
		{},
	};

	bench_run(bench, objects);
}
