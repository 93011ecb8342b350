// SPDX-License-Identifier: GPL-2.0-only
/* Reads limits from text; see docs/bounds.md for the format. */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bounds.h"

/* Far more than a limit and its reason need: a longer line is no limit. */
#define LINE_SIZE 4096

/* Longest piece of a line that an error message quotes. */
#define QUOTE_MAX 40

/* Units that figures come in. */
static const char *const units[] = { "ns", "insns",    "hw_insns", "bytes",
				     "%",  "events/s", "packets/s" };
#define UNITS "ns, insns, hw_insns, bytes, %, events/s or packets/s"

/* One file: its name and its lines, which the bounds' strings point into. */
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

/* Where the parser is, and where it says what is wrong. */
struct parser {
	const char *path;
	unsigned int line;
	char *at;
	char *err;
	size_t err_size;
};

struct bounds *bounds_new(void)
{
	return calloc(1, sizeof(struct bounds));
}

/* Frees what was added after the first n bounds; their texts are one block each. */
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

/* True when the bound stands for the unit asked for; NULL asks for relative ones. */
static bool bound_is_in(const struct bound *bound, const char *unit)
{
	if (bound->op == BOUND_NO)
		return true;
	if (!unit || !bound->unit)
		return !unit && !bound->unit;
	return !strcmp(unit, bound->unit);
}

const struct bound *bounds_find(const struct bounds *bounds, const char *metric, const char *unit)
{
	for (size_t f = bounds->n_files; f-- > 0;) {
		for (size_t i = bounds->files[f].first; i < bounds->files[f].end; i++) {
			const struct bound *bound = &bounds->bounds[i];

			if (!bound_is_in(bound, unit) || fnmatch(bound->metric, metric, 0))
				continue;
			if (bound->other && !strcmp(bound->other, metric))
				continue;
			return bound->op == BOUND_NO ? NULL : bound;
		}
	}
	return NULL;
}

__attribute__((format(printf, 2, 3))) static int fail(const struct parser *parser,
						      const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(parser->err, parser->err_size, "%s:%u: %s", parser->path, parser->line, what);
	return -EINVAL;
}

/* "found X" for an error message: the next word, or that there is none. */
static const char *found(const struct parser *parser, char quote[QUOTE_MAX + 8])
{
	size_t len = strcspn(parser->at, " \t");

	if (!len)
		return "nothing";
	snprintf(quote, QUOTE_MAX + 8, "'%.*s%s'", (int)(len > QUOTE_MAX ? QUOTE_MAX : len),
		 parser->at, len > QUOTE_MAX ? "..." : "");
	return quote;
}

static int expected(const struct parser *parser, const char *what)
{
	char quote[QUOTE_MAX + 8];

	return fail(parser, "found %s, expected %s", found(parser, quote), what);
}

static void skip_space(struct parser *parser)
{
	parser->at += strspn(parser->at, " \t");
}

/* Cuts the next word off; what follows it is next. */
static char *take_word(struct parser *parser)
{
	char *word = parser->at;
	size_t len = strcspn(word, " \t");

	parser->at += len;
	if (*parser->at)
		*parser->at++ = '\0';
	skip_space(parser);
	return word;
}

static size_t digits(const char *at)
{
	return strspn(at, "0123456789");
}

/*
 * A decimal number.  strtod() alone would take "20..40" for "20." and accept
 * "inf" and "0x10", none of which is a limit.
 */
static int take_number(struct parser *parser, double *number)
{
	const char *at = parser->at + (*parser->at == '-');
	size_t len = digits(at);
	char text[64];

	if (!len)
		return expected(parser, "a number");
	at += len;
	if (*at == '.' && digits(at + 1))
		at += 1 + digits(at + 1);
	if (*at == 'e') {
		size_t sign = at[1] == '-' || at[1] == '+';

		if (digits(at + 1 + sign))
			at += 1 + sign + digits(at + 1 + sign);
	}
	len = at - parser->at;
	if (len >= sizeof(text))
		return expected(parser, "a number of at most 63 characters");
	memcpy(text, parser->at, len);
	text[len] = '\0';
	*number = strtod(text, NULL);
	if (!isfinite(*number))
		return expected(parser, "a number that a double can hold");
	parser->at += len;
	return 0;
}

/* A metric's name, or with glob set anything that might match one. */
static int check_metric(const struct parser *parser, const char *metric, bool glob)
{
	for (const char *at = metric; *at; at++)
		if (!isgraph((unsigned char)*at))
			return fail(parser, "found byte 0x%02x in a metric's name, expected ASCII",
				    (unsigned char)*at);
	if (!glob && strpbrk(metric, "*?["))
		return fail(parser, "found the glob '%.40s', expected one metric", metric);
	if (!strchr(metric, '/') && !strpbrk(metric, "*?["))
		return fail(parser, "found '%.40s', expected a metric (test/operation)", metric);
	return 0;
}

/* "* other" or a unit, after the number or the range. */
static int parse_scale(struct parser *parser, struct bound *bound)
{
	skip_space(parser);
	if (*parser->at == '*') {
		parser->at++;
		skip_space(parser);
		if (!*parser->at)
			return expected(parser, "the metric that this is a multiple of");
		bound->other = take_word(parser);
		if (!strcmp(bound->other, bound->metric))
			return fail(parser,
				    "found a limit of '%.40s' relative to itself, expected "
				    "another metric",
				    bound->metric);
		if ((bound->op != BOUND_LE && bound->lo <= 0) ||
		    (bound->op != BOUND_GE && bound->hi <= 0))
			return fail(parser, "found a factor of 0 or less, expected one above 0");
		return check_metric(parser, bound->other, false);
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t len = strlen(units[i]);

		if (strcspn(parser->at, " \t") != len || strncmp(parser->at, units[i], len))
			continue;
		bound->unit = units[i];
		take_word(parser);
		return 0;
	}
	return expected(parser, "a unit (" UNITS ") or '* test/operation'");
}

static int parse_limit(struct parser *parser, struct bound *bound)
{
	int err = take_number(parser, bound->op == BOUND_LE ? &bound->hi : &bound->lo);

	if (err)
		return err;
	if (bound->op == BOUND_IN) {
		skip_space(parser);
		if (strncmp(parser->at, "..", 2))
			return expected(parser, "'..' and the range's upper end");
		parser->at += 2;
		skip_space(parser);
		err = take_number(parser, &bound->hi);
		if (err)
			return err;
		if (!(bound->lo <= bound->hi))
			return fail(parser,
				    "found a range from %g to %g, expected the lower end "
				    "first",
				    bound->lo, bound->hi);
	}
	return parse_scale(parser, bound);
}

static int parse_op(struct parser *parser, struct bound *bound)
{
	static const struct {
		const char *text;
		enum bound_op op;
	} ops[] = {
		{ "<=", BOUND_LE },
		{ ">=", BOUND_GE },
		{ "in", BOUND_IN },
		{ "none", BOUND_NO },
	};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		size_t len = strlen(ops[i].text);

		if (strncmp(parser->at, ops[i].text, len))
			continue;
		/* "<=40" is fine, "inside" is not "in". */
		if (isalpha((unsigned char)*ops[i].text) && parser->at[len] &&
		    !isspace((unsigned char)parser->at[len]))
			continue;
		bound->op = ops[i].op;
		parser->at += len;
		skip_space(parser);
		return 0;
	}
	return expected(parser, "'<=', '>=', 'in' or 'none'");
}

/* Cuts the comment off: a # at the start or after white space. */
static const char *take_comment(char *line)
{
	for (char *at = line; *at; at++) {
		if (*at != '#' || (at != line && !isspace((unsigned char)at[-1])))
			continue;
		*at++ = '\0';
		return at + strspn(at, " \t#");
	}
	return line + strlen(line);
}

static void strip(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
}

/* One line, in a copy that becomes the bound's: 1 a bound, 0 nothing in it. */
static int parse_line(struct parser *parser, char *copy, struct bound *bound)
{
	int err;

	strip(copy);
	bound->why = take_comment(copy);
	strip(copy);
	parser->at = copy;
	skip_space(parser);
	if (!*parser->at)
		return 0;
	/* The block that is freed starts where the metric does. */
	memmove(copy, parser->at, strlen(parser->at) + 1);
	parser->at = copy;
	bound->metric = parser->at;
	if (strchr("<>=", *parser->at))
		return expected(parser, "a metric (test/operation)");
	take_word(parser);
	err = check_metric(parser, bound->metric, true);
	if (!err)
		err = parse_op(parser, bound);
	if (!err && bound->op != BOUND_NO)
		err = parse_limit(parser, bound);
	if (!err && *parser->at)
		err = expected(parser, "the end of the line or a '#'");
	return err ?: 1;
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
	got = parse_line(parser, copy, &bound);
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
 * The next line without its end: 1, 0 at the end of the file, or an error.  Not
 * getline(): a file that is no text may be one line as long as memory, or hold
 * zeros that would end a string.
 */
static int next_line(struct parser *parser, FILE *file, char line[LINE_SIZE])
{
	size_t len = 0;
	int c;

	parser->line++;
	while ((c = getc(file)) != EOF && c != '\n') {
		if (len + 1 == LINE_SIZE)
			return fail(parser, "found a line of more than %d bytes, expected a limit",
				    LINE_SIZE - 1);
		if (c == 0x7f || (c < ' ' && c != '\t' && c != '\r'))
			return fail(parser, "found byte 0x%02x, expected text", c);
		line[len++] = c;
	}
	line[len] = '\0';
	if (ferror(file))
		/* -EINVAL is kept for what the parser found. */
		return errno && errno != EINVAL ? -errno : -EIO;
	return c == '\n' || len;
}

static int read_file(struct bounds *bounds, struct parser *parser, const char *path)
{
	char line[LINE_SIZE];
	FILE *file;
	int err;

	errno = 0;
	file = fopen(path, "re");
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

/* Puts the file on the list, empty so far. */
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

int bounds_read(struct bounds *bounds, const char *path, char *err, size_t size)
{
	struct parser parser = { .path = path, .err = err, .err_size = size };
	struct bounds_file *file = add_file(bounds, path);
	int ret = file ? read_file(bounds, &parser, file->path) : -ENOMEM;

	if (ret && ret != -EINVAL)
		snprintf(err, size, "%s: %s", path, strerror(-ret));
	if (ret && file) {
		drop_after(bounds, file->first);
		free(file->path);
		bounds->n_files--;
	} else if (!ret) {
		file->end = bounds->n;
	}
	return ret;
}
