// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* Longest value of a field that is printed. */
#define LONGEST 200

void print_text(FILE *out, const char *text)
{
	size_t n = 0;

	for (; *text && n < LONGEST; text++, n++)
		fputc((unsigned char)*text < ' ' || (unsigned char)*text > '~' ? '?' : *text, out);
	if (*text)
		fputs("...", out);
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

/* U+FFFE and U+FFFF are no characters; control characters but these three are none to XML. */
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
			/* The other bytes of the one that is longer than one. */
			c += *c >= ' ' ? 2 : 0;
		} else if (*c < ' ' || strchr("&<>\"'", *c)) {
			/* Newlines, too: a reader makes spaces of them in attributes. */
			fprintf(out, "&#%d;", *c);
		} else {
			fputc(*c, out);
		}
	}
}

/* Columns that a text takes: of UTF-8 all bytes but the continuing ones. */
size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}
