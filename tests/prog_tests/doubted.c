// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rounds that the machine may have spoilt: a few do no harm, most of them are a failure or a skip.
 */
#include <unistd.h>

#include "test_progs.h"

#include "known.skel.h"

/* Doubts every n-th round, starting with the first. */
struct doubter {
	unsigned int every;
	unsigned int *rounds;
};

static int run(struct bench_round *round, unsigned int n, double *ns)
{
	const struct doubter *doubter = round->arg;

	*ns = 42;
	if ((*doubter->rounds)++ % doubter->every)
		return 0;
	return bench_doubt(round, "round %u", *doubter->rounds);
}

/* This is slow enough for the time to be up before the engine gives up. */
static int put_off(struct bench_round *round, unsigned int n, double *ns)
{
	usleep(200000);
	return bench_later(round, "the machine is busy");
}

void test_doubted(struct bench *bench)
{
	unsigned int seldom_rounds = 0, often_rounds = 0;
	const struct doubter seldom = { 4, &seldom_rounds }, always = { 1, &often_rounds };
	const struct bench_user_op ops[] = {
		{ .name = "seldom", .run = run, .arg = &seldom, .once = true, .n = 1 },
		{ .name = "always", .run = run, .arg = &always, .once = true, .n = 1 },
		{ .name = "later", .run = put_off, .once = true, .n = 1 },
		{},
	};
	const struct bench_object objects[] = {
		{ BENCH_OBJECT_AS("doubted", known), .user_ops = ops, .rounds = 12 },
		{},
	};

	bench_run(bench, objects);
}
