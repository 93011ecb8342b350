// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engine/engine.h"
#include "bench/engine/load.h"
#include "bench/engine/scan.h"
#include "bench/kernel/log.h"
#include "bench/programs/file.h"
#include "bench/programs/object.h"
#include "bench/programs/replace.h"
#include "bench/programs/uapi.h"

/* The largest object file. A kernel's own BTF has about 6 MB. */
#define OBJECT_BYTES (256 << 20)
/* The largest context of --ctx-in. */
#define CONTEXT_BYTES (1 << 20)
/* More programs or maps than this would not be measured in any useful time. */
#define MOST_PROGRAMS 500
#define MOST_MAPS 500

static enum program_how how_measured(const struct object *object, enum bpf_prog_type type)
{
	switch ((int)type) {
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case TYPE_NETFILTER:
		return PROGRAM_ON_PACKETS;
	case BPF_PROG_TYPE_SYSCALL:
		return PROGRAM_ON_CONTEXT;
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_SK_LOOKUP:
		return object->ctx_in ? PROGRAM_ON_CONTEXT : PROGRAM_ATTACHED;
	case BPF_PROG_TYPE_STRUCT_OPS:
	case BPF_PROG_TYPE_SK_REUSEPORT:
	case BPF_PROG_TYPE_SK_MSG:
	case BPF_PROG_TYPE_SK_SKB:
		return PROGRAM_ON_SOCKETS;
	case BPF_PROG_TYPE_EXT:
		return PROGRAM_REPLACES;
	case BPF_PROG_TYPE_UNSPEC:
	case BPF_PROG_TYPE_LIRC_MODE2:
		return PROGRAM_LOADED;
	default:
		return PROGRAM_ATTACHED;
	}
}

/* Returns a copy in which other characters than those of names are "_". */
static char *name_of(const char *symbol)
{
	char *name = strdup(symbol), *c;

	for (c = name; c && *c; c++)
		if (!isascii(*c) || !(isalnum(*c) || strchr("_.+", *c)))
			*c = '_';
	return name;
}

static int add_program(struct object *object, const struct bpf_program *prog)
{
	struct program *programs =
		realloc(object->programs, (object->n_programs + 1) * sizeof(*programs));
	struct program *program;

	if (!programs)
		return -ENOMEM;
	object->programs = programs;
	program = &programs[object->n_programs++];
	*program = (struct program){
		.symbol = strdup(bpf_program__name(prog)),
		.name = name_of(bpf_program__name(prog)),
		.type = bpf_program__type(prog),
		.optional = !bpf_program__autoload(prog),
		.empty = -1,
		.parked = { { -1, -1 }, { -1, -1 } },
	};
	program->run_type = program->type;
	program->how = how_measured(object, program->type);
	return program->symbol && program->name ? 0 : -ENOMEM;
}

/* libbpf puts a part of the object's name before the names of its own maps: "mine.rodata". */
static int add_map(struct object *object, const struct bpf_map *map)
{
	const char *symbol = bpf_map__name(map);
	const char *dot = bpf_map__is_internal(map) ? strchr(symbol, '.') : NULL;
	struct map *maps = realloc(object->maps, (object->n_maps + 1) * sizeof(*maps));

	if (!maps)
		return -ENOMEM;
	object->maps = maps;
	maps[object->n_maps] = (struct map){
		.symbol = strdup(symbol),
		.name = name_of(dot ? dot : symbol),
	};
	return maps[object->n_maps].symbol && maps[object->n_maps++].name ? 0 : -ENOMEM;
}

static int find(struct object *object, struct bpf_object *obj)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int err = 0;

	bpf_object__for_each_program (prog, obj)
		if (!err)
			err = add_program(object, prog);
	bpf_object__for_each_map (map, obj)
		if (!err)
			err = add_map(object, map);
	return err;
}

static int count_parts(const struct object *object, const struct bpf_object *obj, char *why,
		       size_t size)
{
	const char *path = object->bench->config->object_file;
	const struct bpf_program *prog;
	size_t programs = 0, maps = 0;
	const struct bpf_map *map;

	for (prog = NULL; (prog = bpf_object__next_program(obj, (void *)prog));)
		programs++;
	for (map = NULL; (map = bpf_object__next_map(obj, map));)
		maps++;
	if (!programs && !maps)
		snprintf(why, size, "%s: a BPF object without programs and maps", path);
	else if (programs > MOST_PROGRAMS || maps > MOST_MAPS)
		snprintf(why, size,
			 "%s: %zu programs and %zu maps; at most %d of each can be measured", path,
			 programs, maps, MOST_PROGRAMS);
	else
		return 0;
	return -EINVAL;
}

static int read_object(struct object *object, char *why, size_t size)
{
	const char *path = object->bench->config->object_file;
	struct bpf_object *obj;
	char said[400];
	int err;

	object->elf = file_read(path, OBJECT_BYTES, &object->elf_size, why, size);
	if (!object->elf || file_check(path, object->elf, object->elf_size, why, size))
		return -EINVAL;
	obj = object_open(object, NULL, said, sizeof(said));
	object->scan = obj ? scan_new(object->elf, object->elf_size) : NULL;
	if (!object->scan) {
		snprintf(why, size, "%s: not a BPF object that libbpf can open: %s", path,
			 obj ? "its ELF sections are damaged" : said);
		bpf_object__close(obj);
		return -EINVAL;
	}
	err = count_parts(object, obj, why, size);
	for (size_t i = 0; !err && i < object->options->n_sets; i++)
		err = object_set(obj, object->options->sets[i], why, size);
	if (!err && find(object, obj)) {
		snprintf(why, size, "%s: out of memory", path);
		err = -ENOMEM;
	}
	bpf_object__close(obj);
	return err;
}

int object_init(struct object *object, struct bench *bench, char *why, size_t size)
{
	const struct programs_options *options = bench->config->run_arg;
	int err;

	*object = (struct object){
		.bench = bench,
		.options = options,
		.name = bench->config->test,
	};
	snprintf(object->libbpf_name, sizeof(object->libbpf_name), "%s", object->name);
	for (char *c = object->libbpf_name; *c; c++)
		*c = isalnum((unsigned char)*c) ? *c : '_';
	if (options->ctx_in) {
		object->ctx_in =
			file_read(options->ctx_in, CONTEXT_BYTES, &object->ctx_size, why, size);
		if (!object->ctx_in)
			return -EINVAL;
	}
	err = packets_read(options->data_in, &object->packets, why, size);
	return err ? err : read_object(object, why, size);
}

void object_free(struct object *object)
{
	size_t i;

	for (i = 0; i < object->n_programs; i++) {
		free(object->programs[i].name);
		free(object->programs[i].symbol);
		free(object->programs[i].outcomes);
	}
	for (i = 0; i < object->n_maps; i++) {
		free(object->maps[i].name);
		free(object->maps[i].symbol);
	}
	free(object->programs);
	free(object->maps);
	packets_free(&object->packets);
	scan_free(object->scan);
	free(object->ctx_in);
	free(object->elf);
	*object = (struct object){};
}

static const struct program *find_program(const struct object *object, const char *symbol)
{
	for (size_t i = 0; i < object->n_programs; i++)
		if (!strcmp(object->programs[i].symbol, symbol))
			return &object->programs[i];
	return NULL;
}

static bool chosen(const struct object *object, const struct program *only,
		   const struct bpf_program *prog)
{
	const struct program *program = find_program(object, bpf_program__name(prog));

	if (!program)
		return true;
	/* What is replaced must be there before. */
	if (!only)
		return !program->optional && !program->refused && program->how != PROGRAM_REPLACES;
	/* The maps of struct_ops refer to all of these programs. */
	return program == only || (only->type == BPF_PROG_TYPE_STRUCT_OPS &&
				   program->type == BPF_PROG_TYPE_STRUCT_OPS);
}

static const struct map *find_map(const struct object *object, const char *symbol)
{
	for (size_t i = 0; i < object->n_maps; i++)
		if (!strcmp(object->maps[i].symbol, symbol))
			return &object->maps[i];
	return NULL;
}

static bool needs_map(const struct object *object, const struct program *only,
		      const struct bpf_map *map)
{
	const struct map *known = find_map(object, bpf_map__name(map));

	if (!only)
		return !known || !known->refused;
	if (bpf_map__is_internal(map))
		return true;
	if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		return only->type == BPF_PROG_TYPE_STRUCT_OPS;
	return scan_uses_map(object->scan, only->symbol, bpf_map__name(map));
}

/* The engine does the same to its own objects: the same keys must be in the same buckets. */
static void fix_seed(const struct object *object, struct bpf_map *map)
{
	if (object->bench->config->insns)
		load_fix_seed(map);
}

struct bpf_object *object_open(const struct object *object, const struct program *only, char *why,
			       size_t size)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = object->libbpf_name);
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_map *map;
	int err;

	log_clear();
	obj = bpf_object__open_mem(object->elf, object->elf_size, &opts);
	if (!obj) {
		err = errno;
		log_reason(-err, why, size);
		/* The kernel was not asked, and libbpf has errors of its own: its words say more. */
		if (strstr(why, ": "))
			memmove(why, strstr(why, ": ") + 2, strlen(strstr(why, ": ") + 2) + 1);
		if (strstr(why, "BTF is required"))
			snprintf(why, size,
				 "its BTF is missing, damaged or newer than libbpf %s: compile it "
				 "with clang -g, or with an older clang",
				 libbpf_version_string());
		errno = err;
		return NULL;
	}
	/* Nothing is pinned: it would outlive the run. */
	bpf_object__for_each_map (map, obj) {
		bpf_map__set_pin_path(map, NULL);
		fix_seed(object, map);
		bpf_map__set_autocreate(map, needs_map(object, only, map));
	}
	/* The first time it is not known what there is. */
	if (object->n_programs)
		bpf_object__for_each_program (prog, obj)
			bpf_program__set_autoload(prog, chosen(object, only, prog));
	for (size_t i = 0; i < object->options->n_sets; i++)
		object_set(obj, object->options->sets[i], why, size);
	return obj;
}

struct bpf_object *object_open_map(const struct object *object, const struct map *only, char *why,
				   size_t size)
{
	struct bpf_object *obj = object_open(object, NULL, why, size);
	struct bpf_program *prog;
	struct bpf_map *map;

	if (!obj)
		return NULL;
	bpf_object__for_each_program (prog, obj)
		bpf_program__set_autoload(prog, false);
	bpf_object__for_each_map (map, obj)
		bpf_map__set_autocreate(map, !strcmp(bpf_map__name(map), only->symbol));
	return obj;
}

int object_load(struct bpf_object *obj, char *why, size_t size)
{
	int err;

	log_clear();
	err = bpf_object__load(obj);
	if (err)
		log_reason(err, why, size);
	return err;
}

struct bpf_program *object_program(const struct object *object, const struct program *program)
{
	struct bpf_program *prog;

	if (program->replaced)
		return program->replaced->prog;
	prog = object->obj ? bpf_object__find_program_by_name(object->obj, program->symbol) : NULL;

	return prog && bpf_program__fd(prog) >= 0 ? prog : NULL;
}
