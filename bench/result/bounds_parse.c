// SPDX-License-Identifier: GPL-2.0-only
/* Parses limits; docs/bounds.md is the format. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/bounds_parse.h"
#include "bench/result/input.h"
#include "bench/result/unit.h"

/* Longest part of a line that an error message quotes. */
#define QUOTE_MAX 40

static bool of_limit(const struct unit *unit)
{
	return unit->of_limit;
}

int parser_fail(const struct parser *parser, const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(parser->err, parser->err_size, "%s:%u: %s", input_name(parser->path), parser->line,
		 what);
	return -EINVAL;
}

/* Writes "X" for "found X" in an error message: the next word, or that there is none. */
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

	return parser_fail(parser, "found %s, expected %s", found(parser, quote), what);
}

static void skip_space(struct parser *parser)
{
	parser->at += strspn(parser->at, " \t");
}

/* Cuts off the next word and moves to what follows it. */
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

/* Parses a decimal number. strtod() alone would take "20..40" for "20." and accept "inf" and
 * "0x10", none of which is a limit. */
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

/* Checks a metric's name. If glob is set, it accepts any text that may match one. */
static int check_metric(const struct parser *parser, const char *metric, bool glob)
{
	for (const char *at = metric; *at; at++)
		if (!isgraph((unsigned char)*at))
			return parser_fail(parser,
					   "found byte 0x%02x in a metric's name, expected ASCII",
					   (unsigned char)*at);
	if (!glob && strpbrk(metric, "*?["))
		return parser_fail(parser, "found the glob '%.40s', expected one metric", metric);
	if (!strchr(metric, '/') && !strpbrk(metric, "*?["))
		return parser_fail(parser, "found '%.40s', expected a metric (test/operation)",
				   metric);
	return 0;
}

/* Parses the unit here. It must be the whole word, up to one of the characters in end. */
static const char *take_unit(struct parser *parser, const char *end)
{
	size_t len = strcspn(parser->at, end);

	for (const struct unit *unit = units; unit->name; unit++)
		if (of_limit(unit) && strlen(unit->name) == len &&
		    !strncmp(parser->at, unit->name, len)) {
			parser->at += len;
			return unit->name;
		}
	return NULL;
}

static int expected_unit(const struct parser *parser, const char *or_what)
{
	char list[128], what[192];

	unit_list(of_limit, list, sizeof(list));
	snprintf(what, sizeof(what), "a unit (%s) %s", list, or_what);
	return expected(parser, what);
}

/* Parses "[insns]" after a multiple: the limit is for figures in this unit only. */
static int parse_condition(struct parser *parser, struct bound *bound)
{
	if (*parser->at != '[')
		return 0;
	parser->at++;
	bound->unit = take_unit(parser, "] \t");
	if (!bound->unit || *parser->at != ']')
		return expected_unit(parser, "and ']'");
	parser->at++;
	skip_space(parser);
	return 0;
}

/* Parses "* other" or a unit, after the number or the range. */
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
			return parser_fail(parser,
					   "found a limit of '%.40s' relative to itself, expected "
					   "another metric",
					   bound->metric);
		if ((bound->op != BOUND_LE && bound->lo <= 0) ||
		    (bound->op != BOUND_GE && bound->hi <= 0))
			return parser_fail(parser,
					   "found a factor of 0 or less, expected one above 0");
		return check_metric(parser, bound->other, false) ?: parse_condition(parser, bound);
	}
	bound->unit = take_unit(parser, " \t");
	skip_space(parser);
	return bound->unit ? 0 : expected_unit(parser, "or '* test/operation'");
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
			return parser_fail(parser,
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

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		size_t len = strlen(ops[i].text);

		if (strncmp(parser->at, ops[i].text, len))
			continue;
		/* "<=40" is valid, but "inside" is not "in". */
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

/* Cuts off the comment: it begins with a # at the start of the line or after white space. */
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

int bound_parse(struct parser *parser, char *copy, struct bound *bound)
{
	int err;

	strip(copy);
	bound->why = take_comment(copy);
	strip(copy);
	parser->at = copy;
	skip_space(parser);
	if (!*parser->at)
		return 0;
	/* The block is freed by bound->metric, so the metric must be at its start. */
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
