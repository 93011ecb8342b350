// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/engine/context.h"
#include "bench/engine/engine.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/kernel/probe.h"

/* Time between signs of life, in ns. */
#define ALIVE_NS 1000000000

struct bench_round context_round(const struct group *group, const struct bench *bench)
{
	return (struct bench_round){
		.bench = bench,
		.ctx = group->ctx,
		.owner = group->object->owner,
		.nr = group->round,
		.cpu = bench->config->cpu,
		.quick = bench->config->quick,
		.insns = bench->config->insns,
	};
}

int context_open(struct group *group, const struct bench *bench)
{
	const struct bench_object *object = group->object;
	struct bench_round round;
	int err;

	if (object->ctx_size) {
		group->ctx = calloc(1, object->ctx_size);
		if (!group->ctx) {
			group_stop(group, OP_FAILED, CAUSE_RESOURCES, "%s: out of memory",
				   object->name);
			return -ENOMEM;
		}
	}
	group->opened = true;
	round = context_round(group, bench);
	err = object->before ? object->before(&round) : 0;
	if (!err)
		return 0;
	if (!round.why[0])
		group_stop(group, op_state_for(err), log_cause(err), "preparing %s failed: %s",
			   object->name, log_errno(err));
	else if (err == -EAGAIN)
		group_stop(group, OP_SKIPPED, round.cause, "not this time: %s", round.why);
	else
		group_stop(group, round.skip ? OP_SKIPPED : OP_FAILED, round.cause, "%s",
			   round.why);
	return err;
}

void context_close(struct group *group, const struct bench *bench)
{
	const struct bench_object *object = group->object;
	struct bench_round round;
	int err;

	if (!group->opened)
		return;
	group->opened = false;
	round = context_round(group, bench);
	err = object->after ? object->after(&round) : 0;
	/* The figures are still valid, so no operation fails. */
	if (err && round.why[0])
		fprintf(stderr, "%s: %s\n", bench->config->test, round.why);
	else if (err)
		fprintf(stderr, "%s: cannot restore what %s changed: %s\n", bench->config->test,
			object->name, log_errno(err));
	free(group->ctx);
	group->ctx = NULL;
}

void bench_alive(struct bench_round *round)
{
	uint64_t now = clock_ns();

	if (now - round->alive_ns < ALIVE_NS)
		return;
	round->alive_ns = now;
	session_send(round->bench->config, json_pack("{s:s}", "msg", "alive"));
}

int bench_needs_lsm(struct bench_round *round)
{
	char why[sizeof(round->why)];
	int err = probe_bpf_lsm(why, sizeof(why));

	return err ? bench_skip(round, log_cause(err), "%s", why) : 0;
}
