// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/timing.h"

/* The longest value that is kept: a list of security modules has less. */
#define VALUE 200
/* What the names of options are made of. */
#define NAME_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

static const struct option {
	/* Without the "*" of a prefix. */
	const char *name;
	const char *now;
	bool prefix, unconditional;
} options[] = {
/* Made of configs/timing by the Makefile. */
#include "timing.inc"
};

static bool is(const struct option *option, const char *name, size_t n)
{
	size_t length = strlen(option->name);

	return (option->prefix ? n >= length : n == length) && !strncmp(name, option->name, length);
}

static const struct option *find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (*name == *options[i].name && is(&options[i], name, n))
			return &options[i];
	return NULL;
}

bool timing_was_unconditional(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].unconditional && !strcmp(options[i].name, name))
			return true;
	return false;
}

/* Adds "NAME=value", which has no "CONFIG_" any more, if it matters. */
static int add(json_t *object, const char *line, size_t len)
{
	const char *equals = memchr(line, '=', len);
	const struct option *option = equals ? find(line, equals - line) : NULL;
	char name[128], value[VALUE];
	size_t n;

	if (!option || (size_t)(equals - line) >= sizeof(name) ||
	    strspn(line, NAME_BYTES) != (size_t)(equals - line))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)(equals - line), line);
	equals++;
	n = line + len - equals;
	if (n >= 2 && *equals == '"' && equals[n - 1] == '"') {
		equals++;
		n -= 2;
	}
	snprintf(value, sizeof(value), "%.*s", (int)n, equals);
	/* A value that is not UTF-8 is none that a kernel has. */
	return json_object_set_new(object, option->now ? option->now : name,
				   json_string(value) ?: json_string("?"));
}

json_t *timing_options(const char *config)
{
	static const char prefix[] = "CONFIG_";
	json_t *object = json_object();
	int ret = object ? 0 : -1;
	size_t len;

	for (const char *line = config; !ret && *line; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		if (len > sizeof(prefix) && !strncmp(line, prefix, sizeof(prefix) - 1))
			ret = add(object, line + sizeof(prefix) - 1, len - sizeof(prefix) + 1);
	}
	if (!ret)
		return object;
	json_decref(object);
	return NULL;
}
