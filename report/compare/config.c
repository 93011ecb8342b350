// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "bench/result/timing.h"
#include "report/compare/config.h"
#include "report/text/text.h"

#define COLUMNS 78
/* Bytes for an option and its two values. */
#define CHANGE 512

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "n" is what a configuration says of an option that is not set. */
static const char *value(const json_t *config, const char *name)
{
	const char *text = json_string_value(json_object_get(config, name));

	return text ? text : "n";
}

static bool differs(const json_t *old, const json_t *new, const char *name)
{
	/* The order of the security modules is a field of its own, which is what was booted. */
	if (!strcmp(name, "LSM"))
		return false;
	/* Where one kernel has no option it may do the same as one that has it set. */
	if (timing_was_unconditional(name) &&
	    (!json_object_get(old, name) || !json_object_get(new, name)))
		return false;
	return strcmp(value(old, name), value(new, name));
}

/* Collects the options that differ, sorted.  names has room for all. */
static size_t collect(const json_t *old, const json_t *new, const char **names)
{
	const json_t *both[] = { old, new };
	const char *name;
	size_t n = 0;
	json_t *unused;

	for (size_t i = 0; i < 2; i++)
		json_object_foreach ((json_t *)both[i], name, unused)
			if (!(i && json_object_get(old, name)) && differs(old, new, name))
				names[n++] = name;
	qsort(names, n, sizeof(*names), by_name);
	return n;
}

size_t config_print(FILE *out, const char *label, const json_t *old, const json_t *new)
{
	const char **names =
		calloc(json_object_size(old) + json_object_size(new) + 1, sizeof(*names));
	size_t n = names && json_is_object(old) && json_is_object(new) ? collect(old, new, names)
								       : 0;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char text[CHANGE];
		size_t length = snprintf(text, sizeof(text), "%s %s -> %s%s", names[i],
					 value(old, names[i]), value(new, names[i]),
					 i + 1 < n ? "," : "");

		if (used && used + 1 + length > COLUMNS) {
			fputc('\n', out);
			used = 0;
		}
		if (!used)
			used = fprintf(out, "  %s%s", label, i ? "  " : "configuration:");
		used += 1 + length;
		fputc(' ', out);
		print_text(out, text);
	}
	if (n)
		fputc('\n', out);
	free(names);
	return n;
}
