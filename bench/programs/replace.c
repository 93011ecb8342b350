// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bench/engine/engine.h"
#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/file.h"
#include "bench/programs/replace.h"

/* The largest file in which a target is looked for. */
#define TARGET_BYTES (256 << 20)
/* Most functions of a program that are looked at. */
#define MOST_FUNCTIONS 1024

/* Returns the name of the function that the section names, or NULL. */
static const char *function_of(const struct bpf_program *prog)
{
	const char *slash = strchr(bpf_program__section_name(prog), '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

/* Returns true if the loaded program has the function. */
static bool has_function(const struct bpf_object *obj, const struct bpf_program *prog,
			 const char *function)
{
	struct bpf_func_info *functions = calloc(MOST_FUNCTIONS, sizeof(*functions));
	const struct btf *btf = bpf_object__btf(obj);
	struct bpf_prog_info info = {
		.nr_func_info = MOST_FUNCTIONS,
		.func_info_rec_size = sizeof(*functions),
		.func_info = (uintptr_t)functions,
	};
	__u32 size = sizeof(info);
	bool found = false;

	if (!functions || !btf || bpf_prog_get_info_by_fd(bpf_program__fd(prog), &info, &size))
		info.nr_func_info = 0;
	for (__u32 i = 0; !found && i < info.nr_func_info && i < MOST_FUNCTIONS; i++) {
		const struct btf_type *type = btf__type_by_id(btf, functions[i].type_id);

		found = type && !strcmp(btf__name_by_offset(btf, type->name_off), function);
	}
	free(functions);
	return found;
}

/* Returns a newly opened object of which only this program will be loaded. */
static struct bpf_object *open_with(const void *elf, size_t size, const char *symbol)
{
	struct bpf_object *obj = bpf_object__open_mem(elf, size, NULL);
	struct bpf_program *prog;
	struct bpf_map *map;

	if (!obj)
		return NULL;
	bpf_object__for_each_program (prog, obj)
		bpf_program__set_autoload(prog, !strcmp(bpf_program__name(prog), symbol));
	bpf_object__for_each_map (map, obj) {
		bpf_map__set_pin_path(map, NULL);
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
			bpf_map__set_autocreate(map, false);
	}
	return obj;
}

/* Loads this program if it has the function. Returns true if target has it now. */
static bool try_program(const void *elf, size_t size, const char *symbol, const char *function,
			struct target *target)
{
	struct bpf_object *obj = open_with(elf, size, symbol);
	struct bpf_program *prog;

	if (obj && !bpf_object__load(obj)) {
		prog = bpf_object__find_program_by_name(obj, symbol);
		if (has_function(obj, prog, function)) {
			target->obj = obj;
			target->prog = prog;
			return true;
		}
	}
	bpf_object__close(obj);
	return false;
}

/* Looks for a program with the function among those of a file. */
static bool try_file(const void *elf, size_t size, const char *function, struct target *target)
{
	struct bpf_object *obj = bpf_object__open_mem(elf, size, NULL);
	const struct btf *btf = obj ? bpf_object__btf(obj) : NULL;
	struct bpf_program *prog;
	bool found = false;

	if (btf && btf__find_by_name_kind(btf, function, BTF_KIND_FUNC) > 0)
		bpf_object__for_each_program (prog, obj)
			if (!found && bpf_program__type(prog) != BPF_PROG_TYPE_EXT)
				found = try_program(elf, size, bpf_program__name(prog), function,
						    target);
	bpf_object__close(obj);
	return found;
}

static bool try_others(const struct object *object, const char *function, struct target *target)
{
	const struct programs_options *options = object->options;
	char why[256];
	size_t size;

	for (size_t i = 0; i < options->n_files; i++) {
		if (!strcmp(options->files[i], object->bench->config->object_file))
			continue;
		target->elf = file_read(options->files[i], TARGET_BYTES, &size, why, sizeof(why));
		if (target->elf && try_file(target->elf, size, function, target))
			return true;
		free(target->elf);
		target->elf = NULL;
	}
	return false;
}

int target_load(const struct object *object, const struct program *program, struct target *target,
		char *why, size_t size)
{
	struct bpf_object *obj = object_open(object, program, why, size);
	const char *function;
	int err = 0;

	*target = (struct target){};
	if (!obj)
		return -errno;
	function = function_of(bpf_object__find_program_by_name(obj, program->symbol));
	if (!function) {
		snprintf(why, size,
			 "its loader says which function of which program it replaces; its section "
			 "names none");
		err = -EINVAL;
	} else if (!try_file(object->elf, object->elf_size, function, target) &&
		   !try_others(object, function, target)) {
		snprintf(why, size,
			 "it replaces a function of another program, and none that loads here has "
			 "'%s': give its file, too",
			 function);
		err = -ENOENT;
	}
	bpf_object__close(obj);
	return err;
}

void target_free(struct target *target)
{
	bpf_object__close(target->obj);
	free(target->elf);
	*target = (struct target){};
}

int target_set(struct bpf_object *obj, const struct program *program, const struct target *target)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, program->symbol);

	return bpf_program__set_attach_target(prog, bpf_program__fd(target->prog),
					      function_of(prog));
}

static int attach(struct replaced *replaced, char *why, size_t size)
{
	int err;

	log_clear();
	replaced->link = bpf_program__attach_freplace(replaced->prog,
						      bpf_program__fd(replaced->target.prog),
						      function_of(replaced->prog));
	if (replaced->link)
		return 0;
	err = -errno;
	log_reason(err, why, size);
	return err;
}

int replaced_load(const struct object *object, struct program *program, char *why, size_t size)
{
	struct replaced *replaced = calloc(1, sizeof(*replaced));
	int err;

	if (!replaced)
		return -ENOMEM;
	program->replaced = replaced;
	err = target_load(object, program, &replaced->target, why, size);
	if (!err) {
		replaced->obj = object_open(object, program, why, size);
		err = replaced->obj ? target_set(replaced->obj, program, &replaced->target)
				    : -errno;
	}
	if (!err)
		err = object_load(replaced->obj, why, size);
	if (!err) {
		replaced->prog = bpf_object__find_program_by_name(replaced->obj, program->symbol);
		program->run_type = bpf_program__type(replaced->target.prog);
		err = attach(replaced, why, size);
	}
	if (err)
		replaced_free(program);
	return err;
}

void replaced_free(struct program *program)
{
	struct replaced *replaced = program->replaced;

	if (!replaced)
		return;
	bpf_link__destroy(replaced->link);
	bpf_object__close(replaced->obj);
	target_free(&replaced->target);
	free(replaced);
	program->replaced = NULL;
}

int replaced_time(struct program *program, double *attach_ns, double *detach_ns, char *why,
		  size_t size)
{
	struct replaced *replaced = program->replaced;
	uint64_t start;
	int err;

	/* A function is replaced by one program at a time. */
	start = clock_ns();
	bpf_link__destroy(replaced->link);
	*detach_ns = clock_ns() - start;
	start = clock_ns();
	err = attach(replaced, why, size);
	*attach_ns = clock_ns() - start;
	return err;
}
