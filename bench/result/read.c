// SPDX-License-Identifier: GPL-2.0-only
/* Reads result files. For any content the outcome is either a complete document or an error. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/result/file.h"
#include "bench/result/hash.h"
#include "bench/result/input.h"

/* The prefix of messages, "file: ", and the buffer for them. */
struct place {
	const char *path;
	char *err;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static int wrong(const struct place *place,
						       const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	/* A message may go to a terminal and quotes the file: remove control characters. */
	for (char *c = what; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	snprintf(place->err, place->size, "%s: %s", place->path, what);
	return -EINVAL;
}

void results_doc_clear(struct results_doc *doc)
{
	size_t i;

	for (i = 0; i < doc->results.n; i++)
		result_clear(&doc->results.result[i]);
	free(doc->results.result);
	json_decref(doc->environment);
	json_decref(doc->run);
	free(doc->path);
	*doc = (struct results_doc){};
}

enum kind { TEXT, NUMBER, BOOLEAN, ARRAY, TEXT_OR_NULL };

struct field {
	const char *name;
	enum kind kind;
};

static bool is_kind(const json_t *value, enum kind kind)
{
	switch (kind) {
	case TEXT:
		return json_is_string(value);
	case NUMBER:
		return json_is_number(value) && json_number_value(value) >= 0;
	case BOOLEAN:
		return json_is_boolean(value);
	case ARRAY:
		return json_is_array(value);
	case TEXT_OR_NULL:
		return json_is_string(value) || json_is_null(value);
	}
	return false;
}

static int check_object(const struct place *place, const char *name, const json_t *object,
			const struct field *fields)
{
	static const char *const kinds[] = {
		[TEXT] = "a string",
		[NUMBER] = "a number, 0 or more",
		[BOOLEAN] = "true or false",
		[ARRAY] = "an array",
		[TEXT_OR_NULL] = "a string or null",
	};

	if (!json_is_object(object))
		return wrong(place, "\"%s\": expected an object", name);
	for (; fields->name; fields++)
		if (!is_kind(json_object_get(object, fields->name), fields->kind))
			return wrong(place, "\"%s\": \"%s\": expected %s", name, fields->name,
				     kinds[fields->kind]);
	return 0;
}

/* Checks the members that comparisons need. */
static int check_head(const struct place *place, const json_t *json)
{
	static const struct field environment[] = {
		{ "kernel_release", TEXT },
		{ "arch", TEXT },
		{ "accelerator", TEXT_OR_NULL },
		{},
	};
	static const struct field run[] = {
		{ "started", TEXT }, { "seconds", NUMBER },	{ "unit", TEXT },
		{ "argv", ARRAY },   { "incomplete", BOOLEAN }, { "cpu", NUMBER },
		{ "quiet", NUMBER }, { "quick", BOOLEAN },	{},
	};
	const char *schema = json_string_value(json_object_get(json, "schema"));
	const json_t *object = json_object_get(json, "run");
	const char *unit;
	int err;

	if (!json_is_object(json) || !schema)
		return wrong(place,
			     "not a result file of test_progs -J: \"schema\": expected \"%s\"",
			     RESULTS_SCHEMA);
	if (strcmp(schema, RESULTS_SCHEMA))
		return wrong(place, "\"schema\" is \"%.60s\", this program reads \"%s\"", schema,
			     RESULTS_SCHEMA);
	err = check_object(place, "environment", json_object_get(json, "environment"), environment);
	if (!err)
		err = check_object(place, "run", object, run);
	if (err)
		return err;
	unit = json_string_value(json_object_get(object, "unit"));
	if (strcmp(unit, "ns") && strcmp(unit, "insns"))
		return wrong(place, "\"run\": \"unit\" is \"%.20s\", expected ns or insns", unit);
	if (json_number_value(json_object_get(object, "quiet")) > 1)
		return wrong(place, "\"run\": \"quiet\": expected a share, 0 to 1");
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct result *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int check_twice(const struct place *place, const struct results *results)
{
	const struct result **sorted = calloc(results->n + 1, sizeof(*sorted));
	int err = 0;
	size_t i;

	if (!sorted)
		return wrong(place, "out of memory");
	for (i = 0; i < results->n; i++)
		sorted[i] = &results->result[i];
	qsort(sorted, results->n, sizeof(*sorted), by_name);
	for (i = 1; !err && i < results->n; i++)
		if (!strcmp(sorted[i - 1]->name, sorted[i]->name))
			err = wrong(place, "result %s occurs twice", sorted[i]->name);
	free(sorted);
	return err;
}

static int read_results(const struct place *place, const json_t *array, struct results *results)
{
	size_t n = json_array_size(array);
	char why[256];

	if (!json_is_array(array))
		return wrong(place, "\"results\": expected an array");
	results->result = calloc(n + 1, sizeof(*results->result));
	if (!results->result)
		return wrong(place, "out of memory");
	for (; results->n < n; results->n++) {
		const json_t *json = json_array_get(array, results->n);
		const char *name = json_string_value(json_object_get(json, "name"));

		struct result *result = &results->result[results->n];

		if (!result_from_json(json, result, why, sizeof(why)) &&
		    !result_check(result, why, sizeof(why)))
			continue;
		result_clear(result);
		return wrong(place, "result %zu%s%.100s%s: %s", results->n + 1, name ? " (" : "",
			     name ? name : "", name ? ")" : "", why);
	}
	return check_twice(place, results);
}

/* Returns a copy in which what ends a line, and what a terminal obeys, is a question mark. */
static char *printable(const char *path)
{
	char *copy = strdup(path);

	for (char *c = copy; c && *c; c++)
		*c = (unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c;
	return copy;
}

static int read_json(const struct place *place, json_t *json, struct results_doc *doc)
{
	int err = check_head(place, json);

	if (!err)
		err = read_results(place, json_object_get(json, "results"), &doc->results);
	if (!err) {
		doc->environment = json_incref(json_object_get(json, "environment"));
		doc->run = json_incref(json_object_get(json, "run"));
		doc->path = printable(place->path);
		if (!doc->path)
			err = wrong(place, "out of memory");
	}
	json_decref(json);
	if (err)
		results_doc_clear(doc);
	return err;
}

int results_doc_parse(const char *name, const char *text, size_t len, struct results_doc *doc,
		      char *err, size_t size)
{
	struct place place = { name, err, size };
	json_error_t error;
	char at[4096];
	json_t *json;

	*doc = (struct results_doc){};
	if (!strnlen(text, len))
		return wrong(&place, len ? "not JSON: it begins with a zero byte" : "it is empty");
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (json)
		return read_json(&place, json, doc);
	snprintf(at, sizeof(at), "%s:%d:%d", name, error.line, error.column);
	place.path = at;
	return wrong(&place, "not complete JSON: %s", error.text);
}

/* Reads everything, up to RESULTS_MAX_BYTES. It also reads files without a size, such as pipes. */
static int slurp(const struct place *place, int fd, char **text, size_t *len)
{
	size_t size = 1 << 16;
	ssize_t n = 1;

	*len = 0;
	*text = malloc(size);
	while (*text && n && *len <= RESULTS_MAX_BYTES) {
		if (*len == size) {
			char *grown = realloc(*text, size *= 2);

			if (!grown)
				free(*text);
			*text = grown;
			continue;
		}
		n = read(fd, *text + *len, size - *len);
		if (n < 0 && errno != EINTR)
			return wrong(place, "cannot be read: %s", strerror(errno));
		*len += n > 0 ? n : 0;
	}
	if (!*text)
		return wrong(place, "out of memory");
	if (*len > RESULTS_MAX_BYTES)
		return wrong(place, "longer than %d MB: not a result file",
			     RESULTS_MAX_BYTES >> 20);
	return 0;
}

int results_doc_read(const char *path, struct results_doc *doc, char *err, size_t size)
{
	struct place place = { input_name(path), err, size };
	int fd = input_open(path), ret;
	char *text = NULL;
	size_t len;

	*doc = (struct results_doc){};
	if (fd == -EALREADY)
		return wrong(&place, "%s", input_error(-fd));
	if (fd < 0)
		return wrong(&place, "cannot be read: %s", input_error(-fd));
	ret = slurp(&place, fd, &text, &len);
	close(fd);
	if (!ret)
		ret = results_doc_parse(place.path, text, len, doc, err, size);
	free(text);
	return ret;
}

int results_doc_hash(const struct results_doc *doc, unsigned long long *hash)
{
	char *text = results_text(doc->environment, doc->run, &doc->results);

	if (!text)
		return -ENOMEM;
	*hash = hash_text(HASH_START, text);
	free(text);
	return 0;
}

int results_head_check(json_t *environment, json_t *run, char *err, size_t size)
{
	const struct results none = {};
	char *text = results_text(environment, run, &none);
	struct results_doc doc;
	int ret = -ENOMEM;

	snprintf(err, size, "out of memory");
	if (text)
		ret = results_doc_parse("the result file", text, strlen(text), &doc, err, size);
	if (!ret)
		results_doc_clear(&doc);
	free(text);
	return ret;
}
