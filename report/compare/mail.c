// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/mail.h"
#include "report/compare/rows.h"
#include "report/compare/table.h"
#include "report/compare/version.h"
#include "report/compare/view_text.h"
#include "report/compare/why.h"
#include "report/text/text.h"

#define COLUMNS 72

/* Prints a line, broken at blanks; the second and further ones are indented by two more. */
static void wrapped(FILE *out, const char *indent, const char *text)
{
	size_t used = 0;

	while (*text) {
		size_t word = strcspn(text, " \n"), blanks = strspn(text + word, " \n");

		if (used && used + 1 + word > COLUMNS) {
			fprintf(out, "\n%s  ", indent);
			used = strlen(indent) + 2;
		} else if (used) {
			fputc(' ', out);
			used++;
		} else {
			fputs(indent, out);
			used = strlen(indent);
		}
		/* A control character of a hostile name becomes a question mark. */
		for (size_t i = 0; i < word; i++)
			fputc((unsigned char)text[i] < ' ' ? '?' : text[i], out);
		used += word;
		text += word + blanks;
	}
	fputc('\n', out);
}

/*
 * How to measure it again: the kernels of a guest by their versions, else this machine's run.  A
 * command that is too long goes on after a backslash, so that a shell takes it as it stands.
 */
static void reproduce(FILE *out, const struct difference *d, const struct comparison *c)
{
	const json_t *vm = json_object_get(c->new->docs[0].environment, "vm");
	char begin[320], rest[512], old[96], new[96];

	if (json_is_object(vm)) {
		version_text(&c->old->docs[0], old, sizeof(old));
		version_text(&c->new->docs[0], new, sizeof(new));
		snprintf(begin, sizeof(begin), "./vmtest.sh --compare %s %s --", old, new);
		snprintf(rest, sizeof(rest), "-a %s", d->name);
	} else {
		snprintf(begin, sizeof(begin), "./test_progs -a %s", d->name);
		snprintf(rest, sizeof(rest), "-C %s", c->old->docs[0].path);
	}
	fputs("  ", out);
	print_text(out, begin);
	fputs(2 + strlen(begin) + 1 + strlen(rest) > COLUMNS ? " \\\n    " : " ", out);
	print_text(out, rest);
	fputc('\n', out);
}

static void change(FILE *out, const struct difference *d, const struct comparison *c)
{
	char old[COMPARE_CELL], new[COMPARE_CELL], cell[COMPARE_CELL], line[256];

	wrapped(out, "", d->name);
	value_cell(d->old, old);
	value_cell(d->new, new);
	snprintf(line, sizeof(line), "%s -> %s %s", old, new, d->unit);
	wrapped(out, "  ", line);
	change_cell(d, cell);
	snprintf(line, sizeof(line), "%s: %s%s%s", change_word(d), cell,
		 *cell && d->why[0] ? ", " : "", d->why);
	wrapped(out, "  ", line);
	reproduce(out, d, c);
}

/* Of several new sides the one that this operation changed most on comes first. */
static const struct difference *reported(const struct compare_row *row, size_t n, size_t *at)
{
	for (size_t i = 0; i < n; i++) {
		const struct difference *d = row->diffs[i];

		*at = i;
		if (d && (d->change == CHANGE_BROKEN || d->change == CHANGE_WORSE ||
			  d->change == CHANGE_BETTER))
			return d;
	}
	return NULL;
}

void comparison_mail(FILE *out, const struct compare_view *view)
{
	struct compare_rows rows;
	size_t shown = 0, at;

	for (size_t i = 0; i < view->n; i++) {
		char *text = verdict_text(&view->comparisons[i]);

		wrapped(out, "", text ? text : "(out of memory)");
		free(text);
	}
	if (comparison_rows(view, &rows)) {
		fputs("(out of memory)\n", out);
		return;
	}
	for (size_t i = 0; i < rows.n && shown < MAIL_CHANGES; i++) {
		const struct difference *d = reported(&rows.row[i], view->n, &at);

		if (!d)
			continue;
		fputc('\n', out);
		change(out, d, &view->comparisons[at]);
		if (view->why)
			why_print(out, view->why, at, d->name);
		shown++;
	}
	comparison_rows_free(&rows);
}
