// SPDX-License-Identifier: GPL-2.0-only
/* Missing samples are counted if they are few, and a failure if they are most of them. */
#include <errno.h>
#include <string.h>

#include "test_progs.h"
#include "prog_tests/sampling_perf/figures.h"
#include "tests/progs/sampling.h"

#include "sampling.skel.h"

/* libbpf keeps only 15 characters of the name of the object. */
static const struct {
	const char *object;
	struct sampling_fault fault;
} faults[] = {
	{ "all", { 0, 1 } },
	{ "quarter", { 1, 4 } },
	{ "most", { 2, 3 } },
};

static int open_with_fault(struct bench_round *round)
{
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, ".rodata");
	size_t size, i;
	void *fault = map ? bpf_map__initial_value(map, &size) : NULL;

	for (i = 0; fault && i < ARRAY_SIZE(faults); i++)
		if (!strcmp(faults[i].object, bpf_object__name(round->obj))) {
			memcpy(fault, &faults[i].fault, sizeof(faults[i].fault));
			return sampling_open(round);
		}
	return -ENOENT;
}

/* The highest rate has enough samples per round to show every error. */
#define TAKEN(what)                                                                                \
	(const struct bench_user_op[])                                                             \
	{                                                                                          \
		{ .name = what,                                                                    \
		  .run = sampling_figure,                                                          \
		  .once = true,                                                                    \
		  .n = 1,                                                                          \
		  .unit = "%",                                                                     \
		  .arg = &(const struct sampling_figure){ 999, sampling_samples_taken } },         \
		{                                                                                  \
		}                                                                                  \
	}
#define OBJECT(object, what)                                                                       \
	{                                                                                          \
		BENCH_OBJECT_AS(object, sampling),                                                 \
			.open = open_with_fault, .setup = sampling_setup_clock,                    \
			.teardown = sampling_teardown, .user_ops = TAKEN(what), .rounds = 6        \
	}

void test_sampling(struct bench *bench)
{
	const struct bench_object objects[] = {
		OBJECT("all", "all"),
		OBJECT("quarter", "quarter_lost"),
		OBJECT("most", "most_lost"),
		{},
	};

	bench_run(bench, objects);
}
