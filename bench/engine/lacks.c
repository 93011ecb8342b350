// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "bench/engine/count.h"
#include "bench/engine/lacks.h"
#include "bench/engine/scan.h"
#include "bench/kernel/log.h"
#include "bench/kernel/probe.h"
#include "bench/result/array.h"

static enum cause refusal(const struct group *group, const struct bpf_object *obj, const char *name,
			  char *why, size_t size)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, name);

	return prog ? scan_refusal(group->scan, obj, prog, why, size) : CAUSE_NONE;
}

/* Finds the first thing that this kernel lacks for the operation's programs. */
static enum cause op_refusal(const struct group *group, const struct bpf_object *obj,
			     const struct op *op, char *why, size_t size)
{
	enum cause cause = op->loop ? refusal(group, obj, op->loop, why, size) : CAUSE_NONE;
	const char *name;
	size_t i;

	if (!cause && op->tail)
		cause = refusal(group, obj, op->tail, why, size);
	for (i = 0; !cause && (name = op_prog(op, i)); i++)
		cause = refusal(group, obj, name, why, size);
	return cause;
}

/* An operation that is computed from a stopped one is stopped, too. */
void lacks_stop_dependants(struct group *group)
{
	struct op *op;
	size_t i;

	for (op = group->ops; op < group->ops + group->n; op++) {
		const struct op *of[] = { op->base, op->a, op->b, op->of };

		for (i = 0; i < ARRAY_SIZE(of); i++)
			if (of[i] && of[i]->state >= OP_SKIPPED)
				op_stop(op, of[i]->state, of[i]->cause, "%s", of[i]->reason);
	}
}

void lacks_scan(struct group *group, const struct bench *bench)
{
	bool insns = bench->config->insns;
	struct bpf_object *obj;
	const struct bpf_map *map;
	char why[REASON_SIZE];
	enum cause cause;
	struct op *op;
	int err;

	if (group->object->own_load)
		return;
	obj = group_open(group);
	if (!obj) {
		err = -errno;
		group_stop(group, op_state_for(err), log_cause(err), "cannot open %s: %s",
			   group->object->name, log_errno(err));
		return;
	}
	for (op = group->ops; op < group->ops + group->n; op++) {
		if (!op->selected && !op->hidden)
			continue;
		if (insns && op->derived && op->derived->rate)
			op_stop(op, OP_SKIPPED, CAUSE_CLOCK,
				"it is a rate, which means nothing where the clock counts "
				"instructions");
		cause = op_refusal(group, obj, op, why, sizeof(why));
		if (cause)
			op_stop(op, OP_SKIPPED, cause, "%s", why);
		if (!op->user || !op->user->needs_map)
			continue;
		map = bpf_object__find_map_by_name(obj, op->user->needs_map);
		if (map && !probe_map_type(bpf_map__type(map)))
			op_stop(op, OP_SKIPPED, CAUSE_MISSING, "map type %s not in this kernel",
				libbpf_bpf_map_type_str(bpf_map__type(map)));
	}
	lacks_stop_dependants(group);
	if (hw_is_open(&bench->hw))
		count_scan(group, obj);
	bpf_object__close(obj);
}

/* For a load, EACCES is the verifier's refusal. */
enum cause lacks_cause(int err)
{
	return err == -EACCES ? CAUSE_WRONG : log_cause(err);
}

/*
 * Returns true if the kernel also refuses the least program that does what the operation does: then
 * the fault is not in our program. Returns false if the object has no such program.
 */
static bool least_refused(const struct group *group, const struct op *op, char *why, size_t size)
{
	struct bpf_object *obj = group_open(group);
	struct bpf_program *prog, *least;
	char name[128];
	struct bpf_map *map;
	int err = 0;

	if (!obj)
		return false;
	snprintf(name, sizeof(name), BENCH_NEEDS_PREFIX "%s", op->name);
	least = bpf_object__find_program_by_name(obj, name);
	if (least) {
		log_clear();
		bpf_object__for_each_program (prog, obj)
			bpf_program__set_autoload(prog, prog == least);
		bpf_object__for_each_map (map, obj) {
			const char *of = bpf_map__name(map);

			bpf_map__set_autocreate(map, bpf_map__is_internal(map) ||
							     scan_uses_map(group->scan, name, of));
		}
		err = bpf_object__load(obj);
		if (err)
			log_reason(err, why, size);
	}
	bpf_object__close(obj);
	return err;
}

/* Stops an operation whose programs the kernel refused to load. */
void lacks_refused(const struct group *group, struct op *op, int err, const char *why)
{
	const char *elsewhere = op->tweak ? op->tweak->elsewhere : NULL;
	char least[REASON_SIZE];

	if (op_state_for(err) == OP_FAILED && least_refused(group, op, least, sizeof(least)))
		op_stop(op, OP_SKIPPED, CAUSE_MISSING,
			"this kernel refuses the least program that does it: %s%s%s", least,
			elsewhere ? "; " : "", elsewhere ? elsewhere : "");
	else
		op_stop(op, op_state_for(err), lacks_cause(err), "%s", why);
}
