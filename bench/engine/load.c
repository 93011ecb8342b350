// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine/context.h"
#include "bench/engine/count.h"
#include "bench/engine/engine.h"
#include "bench/engine/lacks.h"
#include "bench/engine/load.h"
#include "bench/engine/scan.h"
#include "bench/engine/verifier.h"
#include "bench/kernel/log.h"
#include "bench/kernel/probe.h"
#include "bench/result/array.h"

static bool is_bench_program(const char *name)
{
	static const char *const prefixes[] = { BENCH_LOOP_PREFIX, BENCH_TAIL_PREFIX,
						BENCH_COUNT_PREFIX, BENCH_IDLE_PREFIX };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

/* Returns true if an operation names the program. Only such operations load it. */
static bool named_by_op(const struct group *group, const char *prog)
{
	const struct op *op;
	const char *name;
	size_t i;

	for (op = group->ops; op < group->ops + group->n; op++)
		for (i = 0; (name = op_prog(op, i)); i++)
			if (!strcmp(name, prog))
				return true;
	return false;
}

/* Programs that belong to no operation, for example those that fill maps. If the kernel lacks what
 * one needs, it is not loaded, and no operation can need it. */
static void scan_others(const struct group *group, struct bpf_object *obj)
{
	struct bpf_program *prog;
	char why[REASON_SIZE];

	bpf_object__for_each_program (prog, obj) {
		const char *name = bpf_program__name(prog);

		if (is_bench_program(name))
			continue;
		if (!strncmp(name, BENCH_NEEDS_PREFIX, strlen(BENCH_NEEDS_PREFIX))) {
			bpf_program__set_autoload(prog, false);
			continue;
		}
		bpf_program__set_autoload(
			prog, !named_by_op(group, name) &&
				      !scan_refusal(group->scan, obj, prog, why, sizeof(why)));
	}
}

static void autoload(const struct bpf_object *obj, const char *name, bool load)
{
	struct bpf_program *prog = name ? bpf_object__find_program_by_name(obj, name) : NULL;

	if (prog)
		bpf_program__set_autoload(prog, load);
}

static void autoload_op(const struct bpf_object *obj, const struct op *op, bool load)
{
	const char *name;
	size_t i;

	autoload(obj, op->loop, load);
	autoload(obj, op->tail, load);
	/* Operations may share such a program, so do not switch it off for one of them. */
	for (i = 0; load && (name = op_prog(op, i)); i++)
		autoload(obj, name, true);
}

/* Returns true for maps that are needed: those that a program to be loaded refers to, those that a
 * user-space operation names, and libbpf's own for the object's sections. */
static bool map_needed(const struct group *group, const struct bpf_object *obj,
		       const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	struct bpf_program *prog;
	const struct op *op;

	if (bpf_map__is_internal(map))
		return true;
	bpf_object__for_each_program (prog, obj)
		if (bpf_program__autoload(prog) &&
		    scan_uses_map(group->scan, bpf_program__name(prog), name))
			return true;
	for (op = group->ops; op < group->ops + group->n; op++)
		if (op->needed && op->user && op->user->needs_map &&
		    !strcmp(op->user->needs_map, name))
			return true;
	return false;
}

/* only is the one operation to load, with its baseline; NULL for all that are needed. */
static void choose(const struct group *group, struct bpf_object *obj, const struct bench *bench,
		   const struct op *only)
{
	const struct op *op;
	struct bpf_map *map;

	scan_others(group, obj);
	for (op = group->ops; op < group->ops + group->n; op++) {
		bool load = only ? op == only || op == only->base : op->needed;

		autoload_op(obj, op, load);
	}
	count_choose(group, obj, only ? NULL : bench);
	bpf_object__for_each_map (map, obj)
		bpf_map__set_autocreate(map, map_needed(group, obj, map));
}

/* Writes the numbers of operations into the programs' constants. */
static void set_input(const struct bpf_object *obj, const struct pace *pace)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, BENCH_IN_SECTION);
	size_t size = 0;
	void *value = map ? bpf_map__initial_value(map, &size) : NULL;

	if (value && size >= sizeof(pace->in))
		memcpy(value, &pace->in, sizeof(pace->in));
}

void load_fix_seed(struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_BLOOM_FILTER:
		bpf_map__set_map_flags(map, bpf_map__map_flags(map) | BPF_F_ZERO_SEED);
		break;
	default:
		break;
	}
}

/* If instructions are counted, the same keys must be in the same buckets every time. Otherwise a
 * new seed in each round is part of the cost. */
static void fix_seeds(const struct bpf_object *obj)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, obj)
		load_fix_seed(map);
}

/*
 * Opens the object, chooses its programs and loads them. The object goes to round and the reason of
 * an error to why. logs gets what the verifier says, and the caller frees it; NULL requests only
 * errors.
 */
static int load_object(const struct group *group, const struct bench *bench,
		       struct bench_round *round, const struct op *only,
		       struct verifier_logs **logs, char *why, size_t size)
{
	int err = 0;

	log_clear();
	round->obj = group_open(group);
	if (!round->obj)
		return -errno;
	choose(group, round->obj, bench, only);
	set_input(round->obj, &bench->pace);
	if (bench->config->insns)
		fix_seeds(round->obj);
	if (group->object->open)
		err = group->object->open(round);
	if (!err && logs)
		*logs = verifier_ask(group, round->obj);
	if (!err)
		err = bpf_object__load(round->obj);
	if (err) {
		if (logs)
			verifier_free(*logs);
		log_reason(err, why, size);
		bpf_object__close(round->obj);
		round->obj = NULL;
	}
	return err;
}

/* One refused program fails the load of the whole object. Find out which one it is. */
static void sort_out(struct group *group, const struct bench *bench, struct bench_round *round)
{
	char why[REASON_SIZE];
	struct op *op;
	int err;

	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->needed || op->derived)
			continue;
		err = load_object(group, bench, round, op, NULL, why, sizeof(why));
		if (err && !round->why[0])
			lacks_refused(group, op, err, why);
		else if (round->obj)
			bpf_object__close(round->obj);
		round->obj = NULL;
	}
	lacks_stop_dependants(group);
	group_mark(group, bench);
}

static void find_programs(struct group *group, const struct bpf_object *obj)
{
	struct op *op;

	for (op = group->ops; op < group->ops + group->n; op++) {
		op->loop_prog = op->tail_prog = NULL;
		if (!op->needed)
			continue;
		if (op->loop)
			op->loop_prog = bpf_object__find_program_by_name(obj, op->loop);
		if (op->tail)
			op->tail_prog = bpf_object__find_program_by_name(obj, op->tail);
	}
}

static int map_output(struct bench_round *round)
{
	struct bpf_map *map;
	void *out;

	if (!round->obj) {
		/* No program of ours writes to it. */
		round->out = calloc(1, sizeof(*round->out));
		return round->out ? 0 : -ENOMEM;
	}
	map = bpf_object__find_map_by_name(round->obj, BENCH_OUT_SECTION);
	if (!map)
		return -ENOENT;
	/* libbpf maps the section only when it loads a skeleton. */
	out = mmap(NULL, bpf_map__value_size(map), PROT_READ | PROT_WRITE, MAP_SHARED,
		   bpf_map__fd(map), 0);
	if (out == MAP_FAILED)
		return -errno;
	round->out = out;
	round->out->pid = gettid();
	return 0;
}

/* Loads the object without the programs that this kernel refuses. Returns 0 or a negative errno. */
static int load_sorted(struct group *group, const struct bench *bench, struct bench_round *round)
{
	struct verifier_logs *logs = NULL;
	char why[REASON_SIZE];
	struct op *op;
	int err;

	err = load_object(group, bench, round, NULL, &logs, why, sizeof(why));
	/* What open() says applies to all programs of the object. */
	if (err && round->why[0])
		return err;
	if (err && hw_is_open(&bench->hw) && !group->no_counting) {
		/* Try again without counting programs: figures do not depend on them. */
		group->no_counting = true;
		logs = NULL;
		err = load_object(group, bench, round, NULL, &logs, why, sizeof(why));
	}
	if (err) {
		sort_out(group, bench, round);
		if (!group_mark(group, bench))
			return err;
		logs = NULL;
		err = load_object(group, bench, round, NULL, &logs, why, sizeof(why));
	}
	if (!err) {
		for (op = group->ops; logs && op < group->ops + group->n; op++)
			if (op->needed && !op->hidden)
				verifier_add(op, round->obj);
		verifier_free(logs);
		return 0;
	}
	/* A full verifier log fails the load and hides the cause: retry without logs. */
	err = load_object(group, bench, round, NULL, NULL, why, sizeof(why));
	if (err && !round->why[0])
		group_stop(group, op_state_for(err), lacks_cause(err), "%s", why);
	return err;
}

int load_round(struct group *group, const struct bench *bench, struct bench_round *round)
{
	int err;

	*round = context_round(group, bench);
	err = group->object->own_load ? 0 : load_sorted(group, bench, round);
	if (err)
		return err;
	err = map_output(round);
	if (err) {
		group_stop(group, OP_FAILED, CAUSE_WRONG,
			   "the object has no section %s: include bench.bpf.h", BENCH_OUT_SECTION);
		unload_round(group, round);
		return err;
	}
	if (round->obj) {
		find_programs(group, round->obj);
		count_load(group, round->obj, bench);
	}
	if (group->object->setup)
		err = group->object->setup(round);
	if (err) {
		if (!round->why[0])
			group_stop(group, op_state_for(err), log_cause(err),
				   "setting up %s failed: %s", group->object->name, log_errno(err));
		unload_round(group, round);
	}
	return err;
}

void unload_round(const struct group *group, struct bench_round *round)
{
	if (round->out && group->object->teardown)
		group->object->teardown(round);
	if (round->out && round->obj)
		munmap((void *)round->out, bpf_map__value_size(bpf_object__find_map_by_name(
						   round->obj, BENCH_OUT_SECTION)));
	else
		free((void *)round->out);
	bpf_object__close(round->obj);
	round->obj = NULL;
	round->out = NULL;
	round->priv = NULL;
}
