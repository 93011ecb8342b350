// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "bench/kernel/clock.h"
#include "bench/kernel/log.h"
#include "bench/programs/sockets.h"
#include "bench/programs/struct_ops.h"

/* Most registrations of an object, and the longest name of congestion control. */
#define MOST_LINKS 32
#define CONGESTION_SIZE 16

struct struct_ops {
	struct bpf_object *obj;
	struct bpf_link *links[MOST_LINKS];
	size_t n;
};

/* Returns the type of the variable that became this map, such as "tcp_congestion_ops", or NULL. */
static const struct btf_type *type_of(const struct btf *btf, const char *map)
{
	int id = btf ? btf__find_by_name_kind(btf, map, BTF_KIND_VAR) : -ENOENT;

	return id > 0 ? btf__type_by_id(btf, btf__resolve_type(btf, id)) : NULL;
}

/* Finds the name that congestion control is registered by. */
static bool find_congestion(const struct bpf_object *obj, const struct bpf_map *map,
			    char name[CONGESTION_SIZE])
{
	const struct btf *btf = bpf_object__btf(obj);
	const struct btf_type *type = type_of(btf, bpf_map__name(map));
	size_t bytes = 0, at;
	const char *value = bpf_map__initial_value((struct bpf_map *)map, &bytes);
	const struct btf_member *member = type ? btf_members(type) : NULL;

	if (!value || !type || !btf_is_struct(type) ||
	    strcmp(btf__name_by_offset(btf, type->name_off), "tcp_congestion_ops"))
		return false;
	for (int i = 0; i < btf_vlen(type); i++) {
		at = btf_member_bit_offset(type, i) / 8;
		if (strcmp(btf__name_by_offset(btf, member[i].name_off), "name") ||
		    at + CONGESTION_SIZE > bytes)
			continue;
		snprintf(name, CONGESTION_SIZE, "%.*s", CONGESTION_SIZE - 1, value + at);
		return *name;
	}
	return false;
}

/* Registers all of the loaded object. */
static int register_all(struct struct_ops *ops, char congestion[CONGESTION_SIZE])
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, ops->obj) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS || ops->n == MOST_LINKS ||
		    !bpf_map__autocreate(map))
			continue;
		ops->links[ops->n] = bpf_map__attach_struct_ops(map);
		if (!ops->links[ops->n])
			return -errno;
		ops->n++;
		if (!*congestion)
			find_congestion(ops->obj, map, congestion);
	}
	return ops->n ? 0 : -ENOENT;
}

int struct_ops_register(const struct object *object, const struct program *program,
			struct struct_ops **result, struct sockets **sockets, uint64_t *ns,
			char *why, size_t size)
{
	struct struct_ops *ops = calloc(1, sizeof(*ops));
	char congestion[CONGESTION_SIZE] = "";
	uint64_t start;
	int err;

	*sockets = NULL;
	if (!ops)
		return -ENOMEM;
	ops->obj = object_open(object, program, why, size);
	err = ops->obj ? object_load(ops->obj, why, size) : -errno;
	if (!err) {
		log_clear();
		start = clock_ns();
		err = register_all(ops, congestion);
		*ns = clock_ns() - start;
		if (err)
			snprintf(why, size, "registering it: %s", log_errno(err));
	}
	if (!err && *congestion) {
		err = sockets_connect(congestion, sockets);
		if (err)
			snprintf(why, size, "a connection with congestion control %s: %s",
				 congestion, log_errno(err));
	}
	if (err) {
		struct_ops_unregister(ops);
		struct_ops_free(ops);
		return err;
	}
	*result = ops;
	return 0;
}

struct bpf_program *struct_ops_program(const struct struct_ops *ops, const struct program *program)
{
	return bpf_object__find_program_by_name(ops->obj, program->symbol);
}

void struct_ops_unregister(struct struct_ops *ops)
{
	while (ops->n)
		bpf_link__destroy(ops->links[--ops->n]);
}

void struct_ops_free(struct struct_ops *ops)
{
	if (!ops)
		return;
	bpf_object__close(ops->obj);
	free(ops);
}
