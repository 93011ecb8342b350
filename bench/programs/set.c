// SPDX-License-Identifier: GPL-2.0-only
/* The settings of --set: sizes of maps, and initial values of global variables. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "bench/programs/object.h"

#define NAME_SIZE 128

/* A setting, split: OWNER.MEMBER=VALUE. */
struct setting {
	const char *text;
	char owner[NAME_SIZE], member[NAME_SIZE];
	long long value;
};

static int split(struct setting *setting, const char *text, char *why, size_t size)
{
	/* A section may begin with a dot. */
	const char *equals = strchr(text, '='), *dot = strchr(text + (*text == '.'), '.');
	char *end = NULL;

	*setting = (struct setting){ .text = text };
	if (equals && dot && dot < equals && dot > text && dot + 1 < equals) {
		errno = 0;
		setting->value = equals[1] == '-' ? strtoll(equals + 1, &end, 0)
						  : (long long)strtoull(equals + 1, &end, 0);
		if (end != equals + 1 && !*end && !errno && dot - text < NAME_SIZE &&
		    equals - dot < NAME_SIZE) {
			snprintf(setting->owner, NAME_SIZE, "%.*s", (int)(dot - text), text);
			snprintf(setting->member, NAME_SIZE, "%.*s", (int)(equals - dot - 1),
				 dot + 1);
			return 0;
		}
	}
	snprintf(why, size, "--set: '%s' is not MAP.max_entries=NUMBER or rodata.VARIABLE=NUMBER",
		 text);
	return -EINVAL;
}

/* Returns the map of the section, such as ".rodata", or NULL. */
static struct bpf_map *section_map(struct bpf_object *obj, const char *section)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, obj) {
		const char *name = bpf_map__name(map), *dot = strchr(name, '.');

		if (bpf_map__is_internal(map) && dot && !strcmp(dot, section))
			return map;
	}
	return NULL;
}

/* Finds a variable of a section. Returns its place, or NULL; *type is then unchanged. */
static const struct btf_var_secinfo *find_variable(const struct btf *btf, const char *section,
						   const char *name, const struct btf_type **type)
{
	int id = btf ? btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC) : -ENOENT;
	const struct btf_type *datasec = id > 0 ? btf__type_by_id(btf, id) : NULL;
	const struct btf_var_secinfo *at = datasec ? btf_var_secinfos(datasec) : NULL;

	for (int i = 0; datasec && i < btf_vlen(datasec); i++, at++) {
		const struct btf_type *var = btf__type_by_id(btf, at->type);

		if (!strcmp(btf__name_by_offset(btf, var->name_off), name)) {
			*type = btf__type_by_id(btf, btf__resolve_type(btf, var->type));
			return at;
		}
	}
	return NULL;
}

static bool fits(long long value, size_t bytes)
{
	long long most = bytes < 8 ? 1LL << (8 * bytes) : 0;

	return bytes >= 8 || (value < most && value >= -most / 2);
}

static int set_variable(struct bpf_object *obj, const struct setting *setting, const char *section,
			char *why, size_t size)
{
	struct bpf_map *map = section_map(obj, section);
	const struct btf_var_secinfo *at;
	const struct btf_type *type = NULL;
	size_t bytes = 0;
	char *value = map ? bpf_map__initial_value(map, &bytes) : NULL;

	at = find_variable(bpf_object__btf(obj), section, setting->member, &type);
	if (!value || !at || at->offset + at->size > bytes) {
		snprintf(why, size, "--set %s: the object has no variable '%s' in %s",
			 setting->text, setting->member, section);
		return -EINVAL;
	}
	if (!type || !(btf_is_int(type) || btf_is_any_enum(type)) || at->size > 8) {
		snprintf(why, size, "--set %s: only integers can be set", setting->text);
		return -EINVAL;
	}
	if (!fits(setting->value, at->size)) {
		snprintf(why, size, "--set %s: the value does not fit into %u bytes", setting->text,
			 at->size);
		return -EINVAL;
	}
	/* The object has the byte order of this machine. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(value + at->offset, &setting->value, at->size);
#else
	memcpy(value + at->offset, (char *)&setting->value + 8 - at->size, at->size);
#endif
	return 0;
}

static int set_entries(struct bpf_object *obj, const struct setting *setting, char *why,
		       size_t size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, setting->owner);

	if (!map)
		snprintf(why, size, "--set %s: the object has no map '%s'", setting->text,
			 setting->owner);
	else if (setting->value < 0 || setting->value > UINT32_MAX ||
		 bpf_map__set_max_entries(map, setting->value))
		snprintf(why, size, "--set %s: not a number of entries", setting->text);
	else
		return 0;
	return -EINVAL;
}

int object_set(struct bpf_object *obj, const char *text, char *why, size_t size)
{
	static const char *const sections[] = { ".rodata", ".data", ".bss" };
	struct setting setting;
	size_t i;

	if (split(&setting, text, why, size))
		return -EINVAL;
	if (!strcmp(setting.member, "max_entries"))
		return set_entries(obj, &setting, why, size);
	for (i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (!strcmp(setting.owner, sections[i]) || !strcmp(setting.owner, sections[i] + 1))
			return set_variable(obj, &setting, sections[i], why, size);
	snprintf(why, size,
		 "--set %s: neither 'max_entries' of a map nor a variable in rodata, data or bss",
		 text);
	return -EINVAL;
}
