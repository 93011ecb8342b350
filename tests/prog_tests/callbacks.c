// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callbacks of an object that skip, fail or postpone, and operations that claim more than they did.
 */
#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "test_progs.h"

#include "known.skel.h"

/* setup() postpones this many rounds. */
#define TOO_EARLY 2

/* Counts the calls of each callback. */
struct calls {
	unsigned int before, open, setup, teardown;
};

static int before(struct bench_round *round)
{
	struct calls *calls = round->ctx;

	calls->before++;
	return 0;
}

static int after(struct bench_round *round)
{
	const struct calls *calls = round->ctx;

	return bench_fail(round, "late: before() %u, open() %s, setup() %s, teardown() %s",
			  calls->before, calls->open >= calls->setup ? "as often" : "less often",
			  calls->setup > TOO_EARLY ? "often" : "seldom",
			  calls->teardown == calls->setup ? "as often" : "differs");
}

static int open_counted(struct bench_round *round)
{
	struct calls *calls = round->ctx;

	calls->open++;
	return 0;
}

static int setup_late(struct bench_round *round)
{
	struct calls *calls = round->ctx;

	return calls->setup++ < TOO_EARLY ? bench_later(round, "not yet") : 0;
}

static void teardown(struct bench_round *round)
{
	struct calls *calls = round->ctx;

	calls->teardown++;
}

static int open_lacks(struct bench_round *round)
{
	return bench_skip(round, CAUSE_RESOURCES, "no room in the inn");
}

static int open_broken(struct bench_round *round)
{
	return bench_fail(round, "the map is upside down");
}

static int setup_never(struct bench_round *round)
{
	return bench_later(round, "the moon is full");
}

static int rename_self(struct bench_round *round, unsigned int n, double *ns)
{
	char comm[16];

	prctl(PR_GET_NAME, comm);
	while (n--)
		if (prctl(PR_SET_NAME, comm))
			return -errno;
	return 0;
}

static int rename_some(struct bench_round *round, unsigned int n, double *ns)
{
	round->runs = n - 1;
	return rename_self(round, n - 1, ns);
}

static int rename_none(struct bench_round *round, unsigned int n, double *ns)
{
	round->runs = 0;
	return rename_self(round, n, ns);
}

/* Every tenth run is disturbed, as by an interrupt: in a quick run it is the last one of a block. */
static int sleep_seldom(struct bench_round *round, unsigned int n, double *ns)
{
	static unsigned int calls;

	if (++calls % 10 == 0)
		usleep(3000);
	for (unsigned int i = 0; i < n; i++)
		getppid();
	return 0;
}

static int claim(struct bench_round *round, unsigned int n, double *ns)
{
	return 0;
}

#define OPS(op)                                                                                    \
	(const struct bench_user_op[])                                                             \
	{                                                                                          \
		{ .name = op, .run = rename_self, .n = 64 },                                       \
		{                                                                                  \
		}                                                                                  \
	}

void test_callbacks(struct bench *bench)
{
	static const struct bench_user_op claims[] = {
		{ .name = "all_done", .run = rename_self, .n = 1024 },
		{ .name = "one_missing", .run = rename_some, .n = 1024, .no_tail = true },
		{ .name = "none_counted", .run = rename_none, .n = 1024, .no_tail = true },
		{ .name = "claimed", .run = claim, .n = 1024 },
		{ .name = "disturbed", .run = sleep_seldom, .n = 32, .no_tail = true },
		{},
	};
	const struct bench_object objects[] = {
		{
			BENCH_OBJECT_AS("late", known),
			.ctx_size = sizeof(struct calls),
			.before = before,
			.after = after,
			.open = open_counted,
			.setup = setup_late,
			.teardown = teardown,
			.user_ops = OPS("setup_late"),
		},
		{ BENCH_OBJECT_AS("never", known), .setup = setup_never,
		  .user_ops = OPS("setup_never") },
		{ BENCH_OBJECT_AS("lacks", known), .open = open_lacks,
		  .user_ops = OPS("open_lacks") },
		{ BENCH_OBJECT_AS("broken", known), .open = open_broken,
		  .user_ops = OPS("open_broken") },
		{ BENCH_OBJECT_AS("claims", known), .user_ops = claims },
		{},
	};

	bench_run(bench, objects);
}
