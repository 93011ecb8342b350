// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/text/text.h"

/* At most this many bytes of a field are printed. */
#define LONGEST 200

void print_text(FILE *out, const char *text)
{
	size_t n = 0;

	for (; *text && n < LONGEST; text++, n++)
		fputc((unsigned char)*text < ' ' || (unsigned char)*text > '~' ? '?' : *text, out);
	if (*text)
		fputs("...", out);
}

void print_code(FILE *out, const char *text, size_t most)
{
	size_t n = 0;

	/* An empty span is none. */
	if (!*text)
		return;
	fputc('`', out);
	for (; *text && n < most; text++, n++) {
		unsigned char c = *text;

		if (c < ' ' || c > '~')
			fputc('?', out);
		else
			fputc(c == '`' ? '\'' : c == '|' ? '/' : c, out);
	}
	fprintf(out, "%s`", *text ? "..." : "");
}

void print_markdown(FILE *out, const char *text)
{
	print_code(out, text, LONGEST);
}

void print_json(FILE *out, const json_t *value)
{
	char *text;

	if (!value || json_is_null(value)) {
		fputs("(not known)", out);
		return;
	}
	if (json_is_string(value)) {
		print_text(out, json_string_value(value));
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(9));
	print_text(out, text ? text : "?");
	free(text);
}

void figure_text(double value, char *text, size_t size)
{
	double magnitude = fabs(value);

	snprintf(text, size, "%.*f", magnitude < 9.995 ? 2 : magnitude < 999.5 ? 1 : 0, value);
}

void figure_long(double value, char *text, size_t size)
{
	double magnitude = fabs(value);

	if (magnitude < 0.0005)
		snprintf(text, size, "0");
	else if (magnitude < 999.95)
		snprintf(text, size, "%.4g", value);
	else
		snprintf(text, size, "%.0f", value);
}

/* XML allows only three control characters.  U+FFFE and U+FFFF are not characters. */
static bool in_xml(const unsigned char *c)
{
	if (*c < ' ')
		return *c == '\t' || *c == '\n' || *c == '\r';
	return !(c[0] == 0xef && c[1] == 0xbf && c[2] >= 0xbe);
}

void print_xml(FILE *out, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (!in_xml(c)) {
			fputc('?', out);
			/* U+FFFE and U+FFFF take three bytes: skip the other two. */
			c += *c >= ' ' ? 2 : 0;
		} else if (*c < ' ' || strchr("&<>\"'", *c)) {
			/*
			 * Newlines must be escaped, too: an XML reader turns them into spaces in
			 * attributes.
			 */
			fprintf(out, "&#%d;", *c);
		} else {
			fputc(*c, out);
		}
	}
}

/* Counts all bytes except the continuation bytes of UTF-8. */
size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

/* From ten times the old figure on. */
#define LEAST_FACTOR 10

void ratio_text(double ratio, char *text, size_t size)
{
	if (ratio + 1 >= LEAST_FACTOR)
		snprintf(text, size, "x%.0f", ratio + 1);
	else
		snprintf(text, size, "%+.1f %%", 100 * ratio);
}
