// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/input.h"
#include "report/explain/explained.h"

#define SUFFIX ".explain.json"

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* Returns the path of the explanation of a result file, for free(). */
static char *path_of(const char *path)
{
	size_t n = strlen(path) - (ends_with(path, ".json") ? strlen(".json") : 0);
	char *of;

	if (ends_with(path, SUFFIX) || !strcmp(path, "-"))
		return strdup(input_name(path));
	if (asprintf(&of, "%.*s" SUFFIX, (int)n, path) < 0)
		return NULL;
	return of;
}

static int check(const struct explained *explained, char *err, size_t size)
{
	const char *schema = json_string_value(json_object_get(explained->doc, "schema"));

	if (!schema || strcmp(schema, EXPLAIN_SCHEMA) != 0) {
		snprintf(err, size,
			 "%s: not a file of vmtest.sh --explain: \"schema\": expected "
			 "\"" EXPLAIN_SCHEMA "\"",
			 explained->path);
		return -EINVAL;
	}
	if (!json_is_object(json_object_get(explained->doc, "operations"))) {
		snprintf(err, size, "%s: \"operations\": expected an object", explained->path);
		return -EINVAL;
	}
	return 0;
}

int explained_read(struct explained *explained, const char *path, char *err, size_t size)
{
	json_error_t error;
	FILE *file;

	*explained = (struct explained){ .path = path_of(path) };
	if (!explained->path) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	file = input_stream(!strcmp(path, "-") ? path : explained->path);
	if (!file) {
		if (errno == EALREADY)
			snprintf(err, size, "%s: %s", explained->path, input_error(errno));
		else
			snprintf(err, size, "%s cannot be read: ./vmtest.sh --explain writes it",
				 explained->path);
		return -ENOENT;
	}
	explained->doc = json_loadf(file, 0, &error);
	fclose(file);
	if (!explained->doc) {
		snprintf(err, size, "%s:%d:%d: %.160s", explained->path, error.line, error.column,
			 error.text);
		return -EINVAL;
	}
	explained->label = json_string_value(json_object_get(explained->doc, "version"));
	if (!explained->label)
		explained->label =
			json_string_value(json_object_get(explained->doc, "kernel_release"));
	if (!explained->label)
		explained->label = explained->path;
	return check(explained, err, size);
}

void explained_clear(struct explained *explained)
{
	json_decref(explained->doc);
	free(explained->path);
	*explained = (struct explained){};
}

bool explained_find(const struct explained *explained, const char *name, struct explained_op *op)
{
	const json_t *of = json_object_get(json_object_get(explained->doc, "operations"), name);

	if (!json_is_object(of))
		return false;
	*op = (struct explained_op){
		.value = json_number_value(json_object_get(of, "result")),
		.reason = json_string_value(json_object_get(of, "reason")),
		.functions = json_object_get(of, "functions"),
		.stacks = json_object_get(of, "stacks"),
		.model = json_object_get(explained->doc, "model"),
	};
	op->open = op->value - json_number_value(json_object_get(of, "sum"));
	if (!op->reason && !json_is_object(op->functions))
		op->reason = "the file does not say how";
	return true;
}

static double figure_of(const json_t *value)
{
	if (json_is_object(value))
		value = json_object_get(value, "insns");
	return json_number_value(value);
}

static int by_change(const void *a, const void *b)
{
	const struct explained_part *x = a, *y = b;
	double dx = fabs(x->new - x->old), dy = fabs(y->new - y->old);

	if (fabs(dx - dy) > 1e-9)
		return dx < dy ? 1 : -1;
	return strcmp(x->name, y->name);
}

struct explained_part *explained_parts(const json_t *old, const json_t *new, size_t *n)
{
	struct explained_part *parts =
		calloc(json_object_size(old) + json_object_size(new) + 1, sizeof(*parts));
	json_t *value;
	const char *name;

	*n = 0;
	if (!parts)
		return NULL;
	json_object_foreach ((json_t *)old, name, value) {
		const json_t *other = json_object_get(new, name);

		parts[(*n)++] = (struct explained_part){
			.name = name,
			.old = figure_of(value),
			.new = figure_of(other),
			.in_old = true,
			.in_new = other,
			.of_old = value,
			.of_new = other,
		};
	}
	json_object_foreach ((json_t *)new, name, value)
		if (!json_object_get(old, name))
			parts[(*n)++] = (struct explained_part){
				.name = name,
				.new = figure_of(value),
				.in_new = true,
				.of_new = value,
			};
	qsort(parts, *n, sizeof(*parts), by_change);
	return parts;
}
