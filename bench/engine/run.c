// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/engine/context.h"
#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/estimate.h"
#include "bench/engine/lacks.h"
#include "bench/engine/round.h"
#include "bench/engine/trace.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"

static const struct pace full_pace = {
	.in = { .n = 256, .n_slow = 32, .n_tail = 32 },
	.turns = 8,
	.block = 4,
	.tails = 8,
	.min_rounds = 13,
	.max_rounds = 60,
	.settled_rel = 0.01,
	.settled_abs = 0.02,
	.op_ns = 8e6,
	.gap_ns = 200e6,
};

static const struct pace quick_pace = {
	.in = { .n = 256, .n_slow = 32, .n_tail = 32 },
	.turns = 4,
	.block = 4,
	.tails = 4,
	.min_rounds = 5,
	.max_rounds = 16,
	.settled_rel = 0.02,
	.settled_abs = 0.05,
	.op_ns = 2e6,
	.gap_ns = 100e6,
};

/* Counted instructions repeat. Only the hash seeds are left to average over. */
static const struct pace insns_pace = {
	.in = { .n = 32, .n_slow = 8, .n_tail = 8 },
	.turns = 2,
	.block = 2,
	.tails = 1,
	.min_rounds = 3,
	/*
	 * No deadline here: an interval one timer tick too wide after nine rounds will not narrow.
	 */
	.max_rounds = 9,
	.settled_rel = 0.001,
	.settled_abs = 0.05,
	.op_ns = 2e6,
};

/* Operations of a microsecond or more are an eighth of the others, as in the other paces. */
static struct bench_in of_window(unsigned int window)
{
	unsigned int slow = window / 8 / 8 * 8;

	return (struct bench_in){ .n = window, .n_slow = slow ? slow : 8, .n_tail = 8 };
}

struct bench *bench_new(const struct bench_config *config)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	if (!bench)
		return NULL;
	bench->config = config;
	bench->pace = config->insns ? insns_pace : config->quick ? quick_pace : full_pace;
	if (config->insns && config->window)
		bench->pace.in = of_window(config->window);
	bench->hw = (struct hw){ .events = hw_events, .fd = { -1, -1 } };
	log_init(config->verbose);
	return bench;
}

void bench_free(struct bench *bench)
{
	size_t i;

	for (i = 0; i < bench->n_groups; i++)
		group_free(&bench->groups[i]);
	free(bench->groups);
	hw_close(&bench->hw);
	free(bench->cycles.at);
	free(bench);
}

static void send_failure(const struct bench *bench, const char *object, const char *why)
{
	json_t *result = json_pack("{s:s+++, s:s, s:s, s:s, s:s, s:s}", "name", bench->config->test,
				   "/", object, "", "verdict", "fail", "reason", why, "cause",
				   cause_name(CAUSE_WRONG), "unit", "ns", "better", "lower");

	session_send(bench->config, json_pack("{s:s, s:o}", "msg", "result", "result", result));
}

void bench_refuse(struct bench *bench, const char *object, const char *why)
{
	char ascii[REASON_SIZE];

	/* A damaged object or an unusual name of a file may have any bytes in it, JSON text not. */
	snprintf(ascii, sizeof(ascii), "%s", why);
	for (char *c = ascii; *c; c++)
		if (*c & 0x80)
			*c = '?';
	send_failure(bench, object, ascii);
}

static size_t count_objects(const struct bench_object *objects)
{
	size_t n = 0;

	while (objects[n].name)
		n++;
	return n;
}

static int discover(struct bench *bench, const struct bench_object *objects)
{
	char why[REASON_SIZE];
	int err;

	bench->groups = calloc(count_objects(objects), sizeof(*bench->groups));
	if (!bench->groups)
		return -ENOMEM;
	for (; objects->name; objects++) {
		err = group_init(&bench->groups[bench->n_groups++], bench, objects, why,
				 sizeof(why));
		if (err)
			send_failure(bench, objects->name, why);
	}
	return 0;
}

static void name_operations(const struct bench *bench)
{
	const struct group *group;
	const struct op *op;

	for (group = bench->groups; group < bench->groups + bench->n_groups; group++)
		for (op = group->ops; op < group->ops + group->n; op++)
			if (!op->hidden)
				session_send(bench->config,
					     json_pack("{s:s, s:s, s:s?, s:s?}", "msg", "op",
						       "name", op->name, "unit", op_unit(op),
						       "about", op->about));
}

static bool is_named(const struct group *group, const struct bench *bench)
{
	const struct bench_config *config = bench->config;
	const struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++)
		if (config->named && config->named(config->selected_arg, config->test, op->name))
			return true;
	return false;
}

/* Called before the first round: prepares the object and finds out what the kernel lacks. */
static void prepare(struct group *group, const struct bench *bench)
{
	if (!group_mark(group, bench))
		return;
	if (bench->config->quick && group->object->slow)
		group_stop(group, OP_SKIPPED, CAUSE_LEFT_OUT,
			   "left out of --quick runs: it takes too long");
	else if (group->object->only_named && !is_named(group, bench))
		group_stop(group, OP_SKIPPED, CAUSE_LEFT_OUT,
			   "left out unless it is named, as by -a: it takes a minute");
	else if (!context_open(group, bench))
		lacks_scan(group, bench);
}

static void count(const struct bench *bench, size_t *ops, size_t *settled)
{
	const struct group *group;
	const struct op *op;

	*ops = *settled = 0;
	for (group = bench->groups; group < bench->groups + bench->n_groups; group++)
		for (op = group->ops; op < group->ops + group->n; op++) {
			*ops += op->selected;
			*settled += op->selected && op->state != OP_ACTIVE;
		}
}

/*
 * Asks for a turn. passes counts the passes over all objects so far, including a part of this one.
 */
static bool turn(const struct bench *bench, double passes)
{
	size_t ops, settled;

	count(bench, &ops, &settled);
	return session_turn(bench->config, ops, settled, passes);
}

/* A short run has shorter gaps between rounds. */
static double gap_ns(const struct bench *bench)
{
	const struct pace *pace = &bench->pace;

	if (!bench->config->seconds)
		return 0;
	return fmin(pace->gap_ns, bench->config->seconds * 1e9 / (2 * pace->min_rounds));
}

/* Leaves the CPU to others until the object's next round is due. */
static void wait_for_round(struct group *group, const struct bench *bench)
{
	uint64_t due = group->began + gap_ns(bench), now = clock_ns();

	if (group->began && now < due)
		usleep((due - now) / 1000);
	group->began = clock_ns();
}

static void send_figure(const struct op *op, const struct bench *bench)
{
	struct result result;
	json_t *figure = NULL;

	if (op->state == OP_FAILED)
		figure = json_pack("{s:s, s:s, s:s}", "msg", "figure", "op", op->name, "failed",
				   op->reason);
	else if (op->state != OP_SKIPPED && op->n_rounds && !estimate_result(op, bench, &result)) {
		figure = json_pack("{s:s, s:s, s:s, s:f, s:f, s:I, s:b}", "msg", "figure", "op",
				   op->name, "unit", result.unit, "value", result.value, "half",
				   (result.hi - result.lo) / 2, "rounds",
				   (json_int_t)result.n_rounds, "settled", op->state == OP_SETTLED);
		result_clear(&result);
	}
	if (figure)
		session_send(bench->config, figure);
}

/* Sends the figures after a round, because nothing is measured then. */
static void send_figures(const struct group *group, const struct bench *bench)
{
	const struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++)
		if (op->selected && op->needed)
			send_figure(op, bench);
}

/* Measures until every operation has settled or stopped, or until test_progs ends it. */
static void measure(struct bench *bench)
{
	unsigned int pass, every;
	bool active = true;
	size_t i;

	for (pass = 0; active; pass++) {
		active = false;
		for (i = 0; i < bench->n_groups; i++) {
			struct group *group = &bench->groups[i];

			if (!group_mark(group, bench) ||
			    (group->object->last && bench->config->insns && active))
				continue;
			active = true;
			every = group->object->every ? group->object->every : 1;
			if (pass % every)
				continue;
			wait_for_round(group, bench);
			if (!turn(bench, pass + (double)i / bench->n_groups))
				return;
			round_run(group, bench);
			if (bench->config->figures)
				send_figures(group, bench);
		}
	}
}

static void send_results(const struct bench *bench)
{
	const struct group *group;
	const struct op *op;
	struct result result;

	for (group = bench->groups; group < bench->groups + bench->n_groups; group++)
		for (op = group->ops; op < group->ops + group->n; op++) {
			if (!op->selected)
				continue;
			if (!estimate_result(op, bench, &result))
				session_send(bench->config,
					     json_pack("{s:s, s:o}", "msg", "result", "result",
						       result_to_json(&result)));
			result_clear(&result);
			trace_figure(group, op, bench);
		}
}

void bench_run(struct bench *bench, const struct bench_object *objects)
{
	size_t i;

	if (discover(bench, objects))
		return;
	if (bench->config->list) {
		name_operations(bench);
		return;
	}
	if (turn(bench, 0)) {
		trace_start(bench);
		/* Neighbours do not change counted instructions. */
		if (!bench->config->insns) {
			core_init(&bench->core);
			count_open(bench);
		}
		for (i = 0; i < bench->n_groups; i++)
			prepare(&bench->groups[i], bench);
		measure(bench);
	}
	/* Send results even without a turn, so that every selected operation is reported. */
	send_results(bench);
	trace_stop(bench);
	/* Close the last one first: it may have changed what an earlier one restores. */
	for (i = bench->n_groups; i; i--)
		context_close(&bench->groups[i - 1], bench);
}

void bench_run_file(struct bench *bench)
{
	const struct bench_object objects[] = {
		{ .name = bench->config->test, .file = bench->config->object_file },
		{},
	};

	bench_run(bench, objects);
}

void session_finish(const struct bench *bench)
{
	const struct core *core = &bench->core;
	json_t *states = json_array();
	int i;

	for (i = 0; i < CORE_STATES; i++)
		json_array_append_new(states, json_integer(core->states[i]));
	session_send(bench->config, json_pack("{s:s, s:o, s:f, s:f, s:s?}", "msg", "done", "states",
					      states, "loads", (double)core->loads, "cycle_ns",
					      estimate_cycle(bench), "misfit", core->misfit));
}
