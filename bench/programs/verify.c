// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bench/engine/scan.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/kernel/probe.h"
#include "bench/programs/replace.h"
#include "bench/programs/verify.h"

/* The kernel's BPF_LOG_STATS, since 5.2. */
#define LOG_STATS 4
/* Statistics have three lines, but the log is longer while the verifier works. */
#define LOG_SIZE (64 << 10)

/* Returns the cause that a refusal stands for. EACCES is the verifier's word. */
static enum cause cause_of(int err)
{
	return err == -EACCES ? CAUSE_WRONG : log_cause(err);
}

/* Finds out whether a map of the object to be loaded has no entries: then its loader sets them. */
static enum cause map_lacks(const struct bpf_object *obj, char *why, size_t size)
{
	const struct bpf_map *map;

	bpf_object__for_each_map (map, obj) {
		const char *name = bpf_map__name(map);

		if (!bpf_map__autocreate(map) || bpf_map__is_internal(map) ||
		    bpf_map__max_entries(map))
			continue;
		switch ((int)bpf_map__type(map)) {
		case BPF_MAP_TYPE_HASH:
		case BPF_MAP_TYPE_PERCPU_HASH:
		case BPF_MAP_TYPE_LRU_HASH:
		case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		case BPF_MAP_TYPE_ARRAY:
		case BPF_MAP_TYPE_PERCPU_ARRAY:
		case BPF_MAP_TYPE_LPM_TRIE:
		case BPF_MAP_TYPE_STACK_TRACE:
		case BPF_MAP_TYPE_RINGBUF:
			snprintf(why, size,
				 "its map %s has no entries, because its loader sets them: give "
				 "--set %s.max_entries=N",
				 name, name);
			return CAUSE_WRONG;
		default:
			break;
		}
	}
	return CAUSE_NONE;
}

/* Finds out whether this kernel lacks what the program is to be attached to. */
static enum cause target_lacks(const struct bpf_program *prog, char *why, size_t size)
{
	const char *section = bpf_program__section_name(prog), *target = strchr(section, '/');

	switch (bpf_program__type(prog)) {
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
		break;
	default:
		return CAUSE_NONE;
	}
	/* What else these types attach to has other names in BTF. */
	if (strncmp(section, "fentry", 6) && strncmp(section, "fexit", 5) &&
	    strncmp(section, "fmod_ret", 8))
		return CAUSE_NONE;
	if (!probe_kernel_btf())
		snprintf(why, size, "attach target %s not found: " NO_BTF,
			 target ? target + 1 : "");
	else if (target && !probe_kernel_function(target + 1))
		snprintf(why, size, "attach target %s not in the BTF of this kernel", target + 1);
	else
		return CAUSE_NONE;
	return CAUSE_MISSING;
}

/* Finds out whether this kernel's types lack what a CO-RE relocation needs, such as a member that was
 * renamed: libbpf replaces the instruction by one that the verifier refuses, and says which. */
static const char *relocation_lacks(const char *said, char *why, size_t size)
{
	static const char failed[] = "failed to resolve CO-RE relocation ";
	const char *at = strstr(said, failed), *type = at ? strstr(at, "] ") : NULL;
	const char *end = type ? strstr(type, " (") : NULL;

	if (!end)
		return NULL;
	type += 2;
	snprintf(why, size, "the types of this kernel lack %.*s", (int)(end - type), type);
	return at;
}

/* Writes why the kernel refuses a program: what it lacks, if that is known, and its words. */
static void explain(const struct object *object, struct program *program, int err)
{
	struct bpf_object *obj;
	struct bpf_program *prog;
	char lack[160] = "", said[340], open_why[64];
	enum cause target;
	const char *relocation;

	log_lines(err, said, sizeof(said));
	obj = object_open(object, program, open_why, sizeof(open_why));
	prog = obj ? bpf_object__find_program_by_name(obj, program->symbol) : NULL;
	program->cause = prog ? scan_refusal(object->scan, obj, prog, lack, sizeof(lack))
			      : CAUSE_NONE;
	target = prog && !program->cause ? target_lacks(prog, lack, sizeof(lack)) : CAUSE_NONE;
	if (prog && !program->cause && !target)
		target = map_lacks(obj, lack, sizeof(lack));
	bpf_object__close(obj);
	relocation = program->cause || target ? NULL : relocation_lacks(said, lack, sizeof(lack));
	if (relocation)
		program->cause = CAUSE_MISSING;
	/* libbpf's errno for a target that is missing says less. */
	if (relocation)
		snprintf(program->why, sizeof(program->why), "%s: %s", lack, relocation);
	else if (target)
		snprintf(program->why, sizeof(program->why), "%s", lack);
	else
		snprintf(program->why, sizeof(program->why), "%.136s%s%s", lack, *lack ? ": " : "",
			 said);
	if (!program->cause)
		program->cause = target ? target : cause_of(err);
	program->refused = err;
}

/* Asks for the statistics of a program at its load. */
static char *ask(struct bpf_object *obj, const struct program *program)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, program->symbol);
	char *log = calloc(1, LOG_SIZE);

	if (log && prog && !bpf_program__set_log_buf(prog, log, LOG_SIZE))
		bpf_program__set_log_level(prog, LOG_STATS);
	return log;
}

static void read_lengths(const struct bpf_object *obj, const struct program *program,
			 struct verifier_stats *stats)
{
	const struct bpf_program *prog = bpf_object__find_program_by_name(obj, program->symbol);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size))
		return;
	stats->xlated_bytes = info.xlated_prog_len;
	stats->jited_bytes = info.jited_prog_len;
}

/* Loads the program once, only is as for object_open(). With stats the verifier gives no reason
 * beside the errno. */
static int load(const struct object *object, const struct program *program,
		const struct program *only, struct verifier_stats *stats, char *why, size_t size)
{
	struct bpf_object *obj = object_open(object, only, why, size);
	struct target target = {};
	char *log = NULL;
	int err = 0;

	if (!obj)
		return -errno;
	if (program && program->how == PROGRAM_REPLACES) {
		err = target_load(object, program, &target, why, size);
		if (!err)
			err = target_set(obj, program, &target);
	}
	if (stats && program)
		log = ask(obj, program);
	if (!err)
		err = object_load(obj, why, size);
	if (program && log && verifier_parse(log, stats) && !err) {
		read_lengths(obj, program, stats);
	} else if (stats && !err) {
		snprintf(why, size, "the kernel prints no statistics of the verifier");
		err = -ENODATA;
	}
	bpf_object__close(obj);
	target_free(&target);
	free(log);
	return err;
}

/* Finds out whether there is the program in which this one replaces a function. */
static bool find_target(const struct object *object, struct program *program)
{
	struct target target;
	int err = target_load(object, program, &target, program->why, sizeof(program->why));

	target_free(&target);
	if (err) {
		program->refused = err;
		program->cause = CAUSE_LEFT_OUT;
	}
	return !err;
}

/* Finds out whether a program loads alone. */
static void verify_alone(struct object *object, struct program *program)
{
	struct verifier_stats stats = {};
	char why[480];
	int err = load(object, program, program, &stats, why, sizeof(why));

	if (!err || err == -ENODATA)
		return;
	if (program->how == PROGRAM_REPLACES && !find_target(object, program))
		return;
	if (err == -E2BIG && stats.insns) {
		/* Its log would be as long as its verification, and tell no more. */
		program->refused = err;
		program->cause = CAUSE_WRONG;
		snprintf(program->why, sizeof(program->why),
			 "%s: the verifier gave up after %llu instructions", log_errno(err),
			 (unsigned long long)stats.insns);
		return;
	}
	err = load(object, program, program, NULL, why, sizeof(why));
	if (err)
		explain(object, program, err);
}

/* Returns true if a loader loads the program together with others. */
static bool joins(const struct program *program)
{
	return !program->optional && program->how != PROGRAM_REPLACES;
}

/* A program may need others, for example those in its array of programs: what was refused alone is
 * tried with all others. */
static void try_together(struct object *object)
{
	int *alone = calloc(object->n_programs, sizeof(*alone));
	bool together;
	char why[480];
	size_t i;

	for (i = 0; alone && i < object->n_programs; i++) {
		alone[i] = object->programs[i].refused;
		if (joins(&object->programs[i]))
			object->programs[i].refused = 0;
	}
	together = alone && !load(object, NULL, NULL, NULL, why, sizeof(why));
	for (i = 0; alone && i < object->n_programs; i++) {
		struct program *program = &object->programs[i];

		if (!alone[i] || !joins(program))
			continue;
		if (together)
			program->needs_all = true;
		else
			program->refused = alone[i];
	}
	free(alone);
}

/* Finds out which maps cannot be created. */
static void verify_maps(struct object *object)
{
	struct map *map;
	struct bpf_object *obj;

	for (map = object->maps; map < object->maps + object->n_maps; map++) {
		obj = object_open_map(object, map, map->why, sizeof(map->why));
		if (!obj)
			continue;
		map->refused = object_load(obj, map->why, sizeof(map->why));
		map->cause = log_cause(map->refused);
		if (map->refused && map_lacks(obj, map->why, sizeof(map->why)))
			map->cause = CAUSE_WRONG;
		bpf_object__close(obj);
	}
}

void verify_all(struct object *object)
{
	bool too_complex = false;
	struct program *program;
	size_t refused = 0;
	char why[480];

	for (program = object->programs; program < object->programs + object->n_programs;
	     program++) {
		verify_alone(object, program);
		refused += program->refused && joins(program);
		too_complex = too_complex || program->refused == -E2BIG;
	}
	if (refused && !too_complex)
		try_together(object);
	if (load(object, NULL, NULL, NULL, why, sizeof(why)))
		verify_maps(object);
}

int verify_program(const struct object *object, const struct program *program,
		   struct verifier_stats *stats, char *why, size_t size)
{
	return load(object, program, program->needs_all ? NULL : program, stats, why, size);
}

void verify_together(struct object *object)
{
	uint64_t start = clock_ns();

	object->load_err = 0;
	object->obj = object_open(object, NULL, object->load_why, sizeof(object->load_why));
	if (object->obj)
		object->load_err =
			object_load(object->obj, object->load_why, sizeof(object->load_why));
	else
		object->load_err = -errno;
	object->load_ns = clock_ns() - start;
	if (!object->load_err)
		return;
	object->load_cause = cause_of(object->load_err);
	bpf_object__close(object->obj);
	object->obj = NULL;
}
