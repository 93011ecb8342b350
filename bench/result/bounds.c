// SPDX-License-Identifier: GPL-2.0-only
/* Files of limits, and the search for the limit of a metric. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/bounds.h"
#include "bench/result/bounds_parse.h"
#include "bench/result/input.h"
#include "bench/result/unit.h"

/* Far longer than a limit and its reason: a longer line is an error. */
#define LINE_SIZE 4096

/* One file: its name and the range of its bounds, which own the texts of their lines. */
struct bounds_file {
	char *path;
	size_t first, end;
};

struct bounds {
	struct bound *bounds;
	size_t n;
	struct bounds_file *files;
	size_t n_files;
};

struct bounds *bounds_new(void)
{
	return calloc(1, sizeof(struct bounds));
}

/* Frees the bounds after the first n. Each has its text in one block. */
static void drop_after(struct bounds *bounds, size_t n)
{
	while (bounds->n > n)
		free((char *)bounds->bounds[--bounds->n].metric);
}

void bounds_free(struct bounds *bounds)
{
	if (!bounds)
		return;
	drop_after(bounds, 0);
	for (size_t i = 0; i < bounds->n_files; i++)
		free(bounds->files[i].path);
	free(bounds->files);
	free(bounds->bounds);
	free(bounds);
}

size_t bounds_count(const struct bounds *bounds)
{
	return bounds->n;
}

const struct bound *bounds_at(const struct bounds *bounds, size_t index)
{
	return &bounds->bounds[index];
}

const char *metric_tail(const char *metric)
{
	static const char *const tails[] = { "p50", "p95", "p99", "p999", "max", CYCLES_UNIT };
	const char *dot = strrchr(metric, '.');

	for (size_t i = 0; dot && i < ARRAY_SIZE(tails); i++)
		if (!strcmp(dot + 1, tails[i]))
			return dot + 1;
	return NULL;
}

/* Returns true if it is a limit of this kind for figures in this unit. */
static bool is_for(const struct bound *bound, bool relative, const char *unit)
{
	if (bound->op == BOUND_NO)
		return true;
	if (relative != !!bound->other)
		return false;
	return !bound->unit || !strcmp(unit, bound->unit);
}

/* A limit of a tail is not a limit of the operation, even if its glob matches the name. */
static bool matches(const struct bound *bound, const char *metric)
{
	const char *tail = metric_tail(metric), *other = metric_tail(bound->metric);

	if (!tail != !other || (tail && strcmp(tail, other)))
		return false;
	return !fnmatch(bound->metric, metric, 0);
}

static const struct bound *find(const struct bounds *bounds, const char *metric, bool relative,
				const char *unit)
{
	for (size_t f = bounds->n_files; f-- > 0;) {
		for (size_t i = bounds->files[f].first; i < bounds->files[f].end; i++) {
			const struct bound *bound = &bounds->bounds[i];

			if (!is_for(bound, relative, unit) || !matches(bound, metric))
				continue;
			if (bound->other && !strcmp(bound->other, metric))
				continue;
			return bound->op == BOUND_NO ? NULL : bound;
		}
	}
	return NULL;
}

const struct bound *bounds_find(const struct bounds *bounds, const char *metric, const char *unit)
{
	return find(bounds, metric, false, unit);
}

const struct bound *bounds_find_relative(const struct bounds *bounds, const char *metric,
					 const char *unit)
{
	return find(bounds, metric, true, unit);
}

static int add_line(struct bounds *bounds, struct parser *parser, const char *line,
		    const char *path)
{
	struct bound bound = { .file = path, .line = parser->line };
	char *copy = strdup(line);
	struct bound *more;
	int got;

	if (!copy)
		return -ENOMEM;
	got = bound_parse(parser, copy, &bound);
	if (got <= 0) {
		free(copy);
		return got;
	}
	more = realloc(bounds->bounds, (bounds->n + 1) * sizeof(*more));
	if (!more) {
		free(copy);
		return -ENOMEM;
	}
	bounds->bounds = more;
	bounds->bounds[bounds->n++] = bound;
	return 0;
}

/*
 * Reads the next line without its end. Returns 1, 0 at the end of the file, or a negative errno.
 * getline() would not do: a binary file may be one line of any length, or have zeros that end a
 * string early.
 */
static int next_line(struct parser *parser, FILE *file, char line[LINE_SIZE])
{
	size_t len = 0;
	int c;

	parser->line++;
	while ((c = getc(file)) != EOF && c != '\n') {
		if (len + 1 == LINE_SIZE)
			return parser_fail(parser,
					   "found a line of more than %d bytes, expected a limit",
					   LINE_SIZE - 1);
		if (c == 0x7f || (c < ' ' && c != '\t' && c != '\r'))
			return parser_fail(parser, "found byte 0x%02x, expected text", c);
		line[len++] = c;
	}
	line[len] = '\0';
	if (ferror(file))
		/* -EINVAL is reserved for what the parser reports. */
		return errno && errno != EINVAL ? -errno : -EIO;
	return c == '\n' || len;
}

static int read_file(struct bounds *bounds, struct parser *parser, const char *path)
{
	char line[LINE_SIZE];
	FILE *file;
	int err;

	errno = 0;
	file = input_stream(path);
	if (!file)
		return -errno;
	while ((err = next_line(parser, file, line)) > 0) {
		err = add_line(bounds, parser, line, path);
		if (err)
			break;
	}
	fclose(file);
	return err;
}

/* Appends an empty file to the list. */
static struct bounds_file *add_file(struct bounds *bounds, const char *path)
{
	struct bounds_file *more = realloc(bounds->files, (bounds->n_files + 1) * sizeof(*more));
	char *copy = strdup(path);

	if (more)
		bounds->files = more;
	if (!more || !copy) {
		free(copy);
		return NULL;
	}
	more += bounds->n_files++;
	more->path = copy;
	more->first = more->end = bounds->n;
	return more;
}

void bounds_of_other_compiler(struct bounds *bounds, size_t first)
{
	for (size_t i = first; i < bounds->n; i++)
		bounds->bounds[i].other_compiler = true;
}

int bounds_read(struct bounds *bounds, const char *path, char *err, size_t size)
{
	struct parser parser = { .path = path, .err = err, .err_size = size };
	struct bounds_file *file = add_file(bounds, path);
	int ret = file ? read_file(bounds, &parser, file->path) : -ENOMEM;

	if (ret && ret != -EINVAL)
		snprintf(err, size, "%s: %s", input_name(path), input_error(-ret));
	if (ret && file) {
		drop_after(bounds, file->first);
		free(file->path);
		bounds->n_files--;
	} else if (!ret) {
		file->end = bounds->n;
	}
	return ret;
}
