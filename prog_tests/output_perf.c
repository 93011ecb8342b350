// SPDX-License-Identifier: GPL-2.0-only
/* The cost of sending events to user space, and which events arrive: docs/output_perf.md. */
#include "test_progs.h"
#include "output_perf/memory.h"
#include "output_perf/pairs.h"
#include "output_perf/pipeline.h"
#include "output_perf/producer.h"
#include "progs/output_perf.h"

#include "output_perf_full.skel.h"
#include "output_perf_idle.skel.h"
#include "output_perf_memory.skel.h"
#include "output_perf_pairs.skel.h"
#include "output_perf_pipeline.skel.h"
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

/*
 * ringbuf_output() is reserve, copy and submit. The difference to reserve and submit is the copy.
 */
#define RINGBUF_COPY(size)                                                                         \
	{                                                                                          \
		.name = "ringbuf_copy_" #size,                                                     \
		.about = "Output minus reserve: the copy of an event of " #size " bytes",          \
		.a = "ringbuf_output_" #size, .b = "ringbuf_reserve_" #size, .figure = difference  \
	}

/* How many times as expensive, or as fast, one is as the other. */
#define TIMES(one, other, by, what)                                                                \
	{                                                                                          \
		.name = by, .about = what, .a = one, .b = other, .figure = ratio, .unit = "x",     \
		.higher_is_better = true                                                           \
	}

static const struct bench_derived idle_derived[] = {
	RINGBUF_COPY(64),
	RINGBUF_COPY(128),
	RINGBUF_COPY(256),
	RINGBUF_COPY(512),
	RINGBUF_COPY(1024),
	RINGBUF_COPY(4096),
	TIMES("submit_batch_1_64", "submit_batch_100_64", "submit_batch_gain_64",
	      "How many times cheaper an event is in a batch"),
	{},
};

static const struct bench_derived waiting_derived[] = {
	TIMES("submit_batch_1_consumer_64", "submit_batch_100_consumer_64",
	      "submit_batch_gain_consumer_64",
	      "How many times cheaper an event is in a batch, with a reader"),
	{},
};

/* --------------------------------------------------------------------- pipeline */

/* Pages of a perf buffer on each CPU: bcc's default, and as many as make it as large as the ring
 * buffer. */
#define PAGES 8
#define PAGES_256K 64

#define LOAD(buffer, how, load, events, ...)                                                       \
	static const struct output_load buffer##_##how##_##load = { .name = #buffer,               \
								    .rate = events,                \
								    __VA_ARGS__ }
#define LOADS(buffer, how, ...)                                                                    \
	LOAD(buffer, how, 10k, 10000, __VA_ARGS__);                                                \
	LOAD(buffer, how, 100k, 100000, __VA_ARGS__);                                              \
	LOAD(buffer, how, 1m, 1000000, __VA_ARGS__);                                               \
	LOAD(buffer, how, saturated, 0, __VA_ARGS__)

LOADS(ringbuf, epoll, .map = "ring");
LOADS(ringbuf, busy, .map = "ring", .busy = true);
LOADS(perfbuf, epoll, .map = "perf", .pages = PAGES);
LOADS(perfbuf, busy, .map = "perf", .pages = PAGES, .busy = true);
LOAD(perfbuf, epoll_256k, saturated, 0, .map = "perf", .pages = PAGES_256K);

#define PIPELINE(buffer, how, load)                                                                \
	{ .name = #buffer "_latency_" #how "_" #load,                                              \
	  .about = "From an event to its reader: " #buffer ", " #how ", load " #load,              \
	  .run = output_pipeline_latency,                                                          \
	  .arg = &buffer##_##how##_##load,                                                         \
	  .n = 1,                                                                                  \
	  .no_tail = true },                                                                       \
		{ .name = #buffer "_rate_" #how "_" #load,                                         \
		  .about = "Events that arrive: " #buffer ", " #how ", load " #load,               \
		  .run = output_pipeline_rate,                                                     \
		  .of = #buffer "_latency_" #how "_" #load,                                        \
		  .unit = "events/s" },                                                            \
	{                                                                                          \
		.name = #buffer "_loss_" #how "_" #load,                                           \
		.about = "Events that are lost: " #buffer ", " #how ", load " #load,               \
		.run = output_pipeline_loss, .of = #buffer "_latency_" #how "_" #load, .unit = "%" \
	}
#define PIPELINES(buffer, how)                                                                     \
	PIPELINE(buffer, how, 10k), PIPELINE(buffer, how, 100k), PIPELINE(buffer, how, 1m),        \
		PIPELINE(buffer, how, saturated)

static const struct bench_user_op sleeping[] = {
	PIPELINES(ringbuf, epoll),
	PIPELINES(perfbuf, epoll),
	PIPELINE(perfbuf, epoll_256k, saturated),
	{},
};

static const struct bench_user_op polling[] = {
	PIPELINES(ringbuf, busy),
	PIPELINES(perfbuf, busy),
	{},
};

static const struct bench_derived pipeline_derived[] = {
	TIMES("ringbuf_rate_epoll_saturated", "perfbuf_rate_epoll_saturated",
	      "ringbuf_rate_gain_epoll_saturated",
	      "How many times faster a ring buffer is than a perf buffer"),
	TIMES("ringbuf_rate_epoll_saturated", "perfbuf_rate_epoll_256k_saturated",
	      "ringbuf_rate_gain_epoll_256k_saturated",
	      "How many times faster a ring buffer is than a perf buffer of its size"),
	{},
};

/* ------------------------------------------------------- in user space or in the kernel */

static const struct output_way filter_user = { .name = "all",
					       .filters = true,
					       .one_in = OUTPUT_PASS_ONE_IN };
static const struct output_way filter_kernel = { .name = "filtered", .one_in = OUTPUT_PASS_ONE_IN };
static const struct output_way aggregate_user = { .name = "all", .counts = true };
static const struct output_way aggregate_kernel = { .name = "aggregated",
						    .reads_map = true,
						    .one_in = OUTPUT_SAMPLE_ONE_IN };

/* The cost per event, and the data per event that reach user space. */
#define WAY(way, what)                                                                             \
	{ .name = #way "_64",                                                                      \
	  .about = "The cost of an event that " what,                                              \
	  .run = output_pairs_cost,                                                                \
	  .arg = &way,                                                                             \
	  .n = 1,                                                                                  \
	  .no_tail = true },                                                                       \
	{                                                                                          \
		.name = #way "_data_64",                                                           \
		.about = "The data for user space of an event that " what,                         \
		.run = output_pairs_data, .of = #way "_64", .unit = "bytes"                        \
	}

static const struct bench_user_op ways[] = {
	WAY(filter_user, "user space filters"),
	WAY(filter_kernel, "the program filters"),
	WAY(aggregate_user, "user space counts"),
	WAY(aggregate_kernel, "the program counts"),
	{},
};

/* Which share of cost and data remains if the kernel does it, in percent. */
#define LEFT(name_, what, one, other)                                                              \
	{                                                                                          \
		.name = name_, .about = what, .a = one, .b = other, .figure = bench_percent,       \
		.unit = "%"                                                                        \
	}

static const struct bench_derived ways_derived[] = {
	LEFT("filter_cpu_left_64", "The cost that is left if the program filters",
	     "filter_kernel_64", "filter_user_64"),
	LEFT("filter_data_left_64", "The data that are left if the program filters",
	     "filter_kernel_data_64", "filter_user_data_64"),
	LEFT("aggregate_cpu_left_64", "The cost that is left if the program counts",
	     "aggregate_kernel_64", "aggregate_user_64"),
	LEFT("aggregate_data_left_64", "The data that are left if the program counts",
	     "aggregate_kernel_data_64", "aggregate_user_data_64"),
	{},
};

/* ----------------------------------------------------------------------- memory */

static const unsigned int pages = PAGES;

#define MEMORY(buffer, map)                                                                        \
	{ .name = #buffer "_memory_all",                                                           \
	  .about = "The memory of a " #buffer " for all CPUs",                                     \
	  .run = output_memory_##buffer,                                                           \
	  .arg = &pages,                                                                           \
	  .needs_map = map,                                                                        \
	  .n = 1,                                                                                  \
	  .unit = "bytes",                                                                         \
	  .no_tail = true },                                                                       \
	{                                                                                          \
		.name = #buffer "_memory_cpu",                                                     \
		.about = "The memory of a " #buffer " for each CPU", .run = output_memory_cpu,     \
		.of = #buffer "_memory_all", .unit = "bytes"                                       \
	}

static const struct bench_user_op memory[] = {
	MEMORY(ringbuf, "ring"),
	{ .name = "ringbuf_8_pages_memory_all",
	  .about = "The memory of a ring buffer of 8 pages for all CPUs",
	  .run = output_memory_ringbuf_8_pages,
	  .needs_map = "ring_8_pages",
	  .n = 1,
	  .unit = "bytes",
	  .no_tail = true },
	MEMORY(user_ringbuf, "user_ring"),
	MEMORY(perfbuf, "perf"),
	{},
};

void test_output_perf(struct bench *bench)
{
	static const struct bench_object objects[] = {
		{ BENCH_OBJECT(output_perf_idle), .setup = output_idle_setup,
		  .prepare = output_idle_prepare, .teardown = output_producer_teardown,
		  .derived = idle_derived },
		{ BENCH_OBJECT(output_perf_waiting), .setup = output_waiting_setup,
		  .prepare = output_waiting_prepare, .teardown = output_producer_teardown,
		  .derived = waiting_derived },
		{ BENCH_OBJECT(output_perf_full), .setup = output_full_setup,
		  .teardown = output_producer_teardown },
		{ BENCH_OBJECT(output_perf_user_ringbuf), .setup = output_user_setup,
		  .prepare = output_user_prepare, .teardown = output_user_teardown },
		{ BENCH_OBJECT_AS("output_perf_sleeping", output_perf_pipeline),
		  .setup = output_pipeline_setup, .teardown = output_pipeline_teardown,
		  .user_ops = sleeping, .derived = pipeline_derived },
		{ BENCH_OBJECT_AS("output_perf_polling", output_perf_pipeline),
		  .setup = output_pipeline_setup, .teardown = output_pipeline_teardown,
		  .user_ops = polling, .slow = true },
		{ BENCH_OBJECT(output_perf_pairs), .setup = output_pairs_setup,
		  .teardown = output_pairs_teardown, .user_ops = ways, .derived = ways_derived },
		{ BENCH_OBJECT(output_perf_memory), .user_ops = memory },
		{},
	};

	bench_run(bench, objects);
}
