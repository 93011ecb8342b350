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

/* Columns that a text takes: of UTF-8 all bytes but the continuing ones. */
size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}
