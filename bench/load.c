// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench/engine.h"
#include "bench/log.h"
#include "bench/probe.h"
#include "bench/scan.h"
#include "bench/verifier.h"

static bool is_bench_program(const char *name)
{
	static const char *const prefixes[] = { BENCH_LOOP_PREFIX, BENCH_TAIL_PREFIX,
						BENCH_COUNT_PREFIX, BENCH_IDLE_PREFIX };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static struct bpf_object *open_object(const struct group *group)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = group->object->name);

	return bpf_object__open_mem(group->elf, group->elf_size, &opts);
}

static bool supported(const struct group *group, const struct bpf_object *obj, const char *name,
		      char *why, size_t size)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);

	return prog && scan_supported(group->scan, obj, prog, why, size);
}

/* True when operations name the program: only those that do load it. */
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

/* Programs beside the operations', that fill maps, say: left out when the
 * kernel lacks what they need, and then nobody can need them. */
static void scan_others(const struct group *group, struct bpf_object *obj)
{
	struct bpf_program *prog;
	char why[REASON_SIZE];

	bpf_object__for_each_program (prog, obj) {
		const char *name = bpf_program__name(prog);

		if (is_bench_program(name))
			continue;
		bpf_program__set_autoload(
			prog, !named_by_op(group, name) &&
				      scan_supported(group->scan, obj, prog, why, sizeof(why)));
	}
}

/* The first thing that this kernel lacks for the operation's programs. */
static bool op_supported(const struct group *group, const struct bpf_object *obj,
			 const struct op *op, char *why, size_t size)
{
	const char *name;
	size_t i;

	if ((op->loop && !supported(group, obj, op->loop, why, size)) ||
	    (op->tail && !supported(group, obj, op->tail, why, size)))
		return false;
	for (i = 0; (name = op_prog(op, i)); i++)
		if (!supported(group, obj, name, why, size))
			return false;
	return true;
}

/* What is computed from an operation that was stopped cannot be, either. */
static void stop_dependants(struct group *group)
{
	struct op *op;
	size_t i;

	for (op = group->ops; op < group->ops + group->n; op++) {
		const struct op *of[] = { op->base, op->a, op->b, op->of };

		for (i = 0; i < sizeof(of) / sizeof(of[0]); i++)
			if (of[i] && of[i]->state >= OP_SKIPPED)
				op_stop(op, of[i]->state, "%s", of[i]->reason);
	}
}

void load_scan(struct group *group, const struct bench *bench)
{
	bool insns = bench->config->insns;
	struct bpf_object *obj = open_object(group);
	const struct bpf_map *map;
	char why[REASON_SIZE];
	struct op *op;
	int err;

	if (!obj) {
		err = -errno;
		group_stop(group, op_state_for(err), "%s does not open: %s", group->object->name,
			   log_errno(err));
		return;
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->selected && !op->hidden)
			continue;
		if (insns && op->derived && op->derived->rate)
			op_stop(op, OP_SKIPPED, "a rate, and the clock counts instructions");
		if (!op_supported(group, obj, op, why, sizeof(why)))
			op_stop(op, OP_SKIPPED, "%s", why);
		if (!op->user || !op->user->needs_map)
			continue;
		map = bpf_object__find_map_by_name(obj, op->user->needs_map);
		if (map && !probe_map_type(bpf_map__type(map)))
			op_stop(op, OP_SKIPPED, "map type %s not in this kernel",
				libbpf_bpf_map_type_str(bpf_map__type(map)));
	}
	stop_dependants(group);
	if (hw_is_open(&bench->hw))
		count_scan(group, obj);
	bpf_object__close(obj);
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
	/* Operations may share one of these: none takes it from another. */
	for (i = 0; load && (name = op_prog(op, i)); i++)
		autoload(obj, name, true);
}

/* Which maps: those that a program to be loaded refers to, those that a user
 * space operation names, and libbpf's own for the object's sections. */
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

/* only: the one operation to load, with its baseline; NULL for all needed. */
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

/* Writes the numbers of operations where the programs' constants are. */
static void set_input(const struct bpf_object *obj, const struct pace *pace)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, BENCH_IN_SECTION);
	size_t size = 0;
	void *value = map ? bpf_map__initial_value(map, &size) : NULL;

	if (value && size >= sizeof(pace->in))
		memcpy(value, &pace->in, sizeof(pace->in));
}

/* Where instructions are counted, the same keys shall meet in the same buckets
 * every time; elsewhere a new seed each round is part of the cost. */
static void fix_seeds(const struct bpf_object *obj)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, obj) {
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
}

/*
 * Opened, chosen and loaded; the object and its errors go to round and why.  logs: for
 * what the verifier says of it, the caller's then; NULL to ask for the errors only.
 */
static int load_object(const struct group *group, const struct bench *bench,
		       struct bench_round *round, const struct op *only,
		       struct verifier_logs **logs, char *why, size_t size)
{
	int err = 0;

	log_clear();
	round->obj = open_object(group);
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

/* One refused program fails the load of the whole object: find which. */
static void sort_out(struct group *group, const struct bench *bench, struct bench_round *round)
{
	char why[REASON_SIZE];
	struct op *op;
	int err;

	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->needed || op->derived)
			continue;
		err = load_object(group, bench, round, op, NULL, why, sizeof(why));
		if (err)
			op_stop(op, op_state_for(err), "%s", why);
		else if (round->obj)
			bpf_object__close(round->obj);
		round->obj = NULL;
	}
	stop_dependants(group);
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
	struct bpf_map *map = bpf_object__find_map_by_name(round->obj, BENCH_OUT_SECTION);
	void *out;

	if (!map)
		return -ENOENT;
	/* libbpf maps it for itself only when a skeleton is loaded. */
	out = mmap(NULL, bpf_map__value_size(map), PROT_READ | PROT_WRITE, MAP_SHARED,
		   bpf_map__fd(map), 0);
	if (out == MAP_FAILED)
		return -errno;
	round->out = out;
	round->out->pid = gettid();
	return 0;
}

/* The object with the programs that this kernel takes; 0 or a negative errno. */
static int load_sorted(struct group *group, const struct bench *bench, struct bench_round *round)
{
	struct verifier_logs *logs = NULL;
	char why[REASON_SIZE];
	struct op *op;
	int err;

	err = load_object(group, bench, round, NULL, &logs, why, sizeof(why));
	if (err && hw_is_open(&bench->hw) && !group->no_counting) {
		/* Figures do not depend on whether they can be counted, too. */
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
	/* A log without room is an error, too, that hides the other: as plainly as can be. */
	err = load_object(group, bench, round, NULL, NULL, why, sizeof(why));
	if (err)
		group_stop(group, op_state_for(err), "%s", why);
	return err;
}

int load_round(struct group *group, const struct bench *bench, struct bench_round *round)
{
	int err;

	*round = (struct bench_round){
		.nr = group->round,
		.cpu = bench->config->cpu,
		.quick = bench->config->quick,
		.insns = bench->config->insns,
	};
	err = load_sorted(group, bench, round);
	if (err)
		return err;
	err = map_output(round);
	if (err) {
		group_stop(group, OP_FAILED, "no %s section: does the object include bench.bpf.h?",
			   BENCH_OUT_SECTION);
		unload_round(group, round);
		return err;
	}
	find_programs(group, round->obj);
	count_load(group, round->obj, bench);
	if (group->object->setup)
		err = group->object->setup(round);
	if (err) {
		if (round->why[0])
			group_stop(group, round->skip ? OP_SKIPPED : OP_FAILED, "%s", round->why);
		else
			group_stop(group, op_state_for(err), "setting up %s failed: %s",
				   group->object->name, log_errno(err));
		unload_round(group, round);
	}
	return err;
}

void unload_round(const struct group *group, struct bench_round *round)
{
	if (round->out) {
		struct bpf_map *map = bpf_object__find_map_by_name(round->obj, BENCH_OUT_SECTION);

		if (group->object->teardown)
			group->object->teardown(round);
		munmap((void *)round->out, bpf_map__value_size(map));
	}
	bpf_object__close(round->obj);
	*round = (struct bench_round){};
}
