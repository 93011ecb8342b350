// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/guide/grid.h"
#include "report/text/text.h"

void grid_add(struct grid *grid, const char *format, ...)
{
	char **cells = realloc(grid->cells, (grid->n + 1) * sizeof(*cells));
	va_list args;
	int ret;

	if (!cells) {
		grid->failed = true;
		return;
	}
	grid->cells = cells;
	va_start(args, format);
	ret = vasprintf(&cells[grid->n], format, args);
	va_end(args);
	if (ret < 0)
		grid->failed = true;
	else
		grid->n++;
}

static int width_of(const struct grid *grid, size_t column)
{
	size_t widest = 0;

	for (size_t i = column; i < grid->n; i += grid->columns) {
		size_t width = text_width(grid->cells[i]);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static void print_plain(FILE *out, const struct grid *grid)
{
	for (size_t i = 0; i < grid->n; i++) {
		size_t column = i % grid->columns;
		int fill = width_of(grid, column) - text_width(grid->cells[i]);

		print_text(out, grid->cells[i]);
		if (column + 1 == grid->columns)
			fputc('\n', out);
		else
			fprintf(out, "%*s", fill + 2, "");
	}
}

static void print_rows(FILE *out, const struct grid *grid)
{
	for (size_t i = 0; i < grid->n; i++) {
		fputs("| ", out);
		if (*grid->cells[i])
			print_markdown(out, grid->cells[i]);
		fputc(' ', out);
		if ((i + 1) % grid->columns)
			continue;
		fputs("|\n", out);
		for (size_t c = 0; i + 1 == grid->columns && c < grid->columns; c++)
			fputs(c + 1 < grid->columns ? "|---" : "|---|\n", out);
	}
	fputc('\n', out);
}

static void print_html(FILE *out, const struct grid *grid, const char *(*class_of)(const char *))
{
	fputs("<table>\n", out);
	for (size_t i = 0; i < grid->n; i++) {
		const char *class = class_of ? class_of(grid->cells[i]) : NULL;
		const char *element = i < grid->columns || !(i % grid->columns) ? "th" : "td";

		if (!(i % grid->columns))
			fputs("<tr>", out);
		fprintf(out, "<%s%s%s%s>", element, class ? " class=\"" : "", class ?: "",
			class ? "\"" : "");
		print_xml(out, grid->cells[i]);
		fprintf(out, "</%s>%s", element, (i + 1) % grid->columns ? "" : "</tr>\n");
	}
	fputs("</table>\n", out);
}

int grid_print(FILE *out, const struct grid *grid, enum grid_form form,
	       const char *(*class_of)(const char *cell))
{
	if (grid->failed)
		return -ENOMEM;
	switch (form) {
	case GRID_TEXT:
		print_plain(out, grid);
		break;
	case GRID_MARKDOWN:
		print_rows(out, grid);
		break;
	case GRID_HTML:
		print_html(out, grid, class_of);
		break;
	}
	return 0;
}

void grid_clear(struct grid *grid)
{
	for (size_t i = 0; i < grid->n; i++)
		free(grid->cells[i]);
	free(grid->cells);
	grid->cells = NULL;
	grid->n = 0;
}

void grid_line(FILE *out, enum grid_form form, const char *text)
{
	switch (form) {
	case GRID_TEXT:
		print_text(out, text);
		fputc('\n', out);
		break;
	case GRID_MARKDOWN:
		print_markdown(out, text);
		fputs("\n\n", out);
		break;
	case GRID_HTML:
		fputs("<p>", out);
		print_xml(out, text);
		fputs("</p>\n", out);
		break;
	}
}
