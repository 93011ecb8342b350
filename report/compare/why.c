// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "report/compare/compare.h"
#include "report/compare/why.h"
#include "report/explain/hidden.h"
#include "report/explain/tables.h"
#include "report/text/text.h"

/* Lines of a mail are for the largest changes only. */
#define MAIL_MOST 5

static int read_side(struct explained *explained, const struct side *side, char *err, size_t size)
{
	char first[512] = "";
	size_t i;

	for (i = 0; i < side->n_docs; i++) {
		if (!explained_read(explained, side->docs[i].path, err, size))
			return 0;
		explained_clear(explained);
		if (!i)
			snprintf(first, sizeof(first), "%s", err);
	}
	snprintf(err, size, "--why: %s", first);
	return -ENOENT;
}

int why_read(struct why *why, const struct side *old, const struct side *sides, size_t n, char *err,
	     size_t size)
{
	*why = (struct why){ .new = calloc(n + 1, sizeof(*why->new)) };
	if (!why->new) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	if (read_side(&why->old, old, err, size))
		return -ENOENT;
	for (; why->n < n; why->n++)
		if (read_side(&why->new[why->n], &sides[why->n], err, size))
			return -ENOENT;
	return 0;
}

void why_clear(struct why *why)
{
	explained_clear(&why->old);
	while (why->n)
		explained_clear(&why->new[--why->n]);
	free(why->new);
	why->new = NULL;
}

static bool both(const struct why *why, size_t i, const char *name, struct explained_op *old,
		 struct explained_op *new)
{
	return explained_find(&why->old, name, old) && explained_find(&why->new[i], name, new) &&
	       !old->reason && !new->reason;
}

char *why_line(const struct why *why, size_t i, const char *name)
{
	struct explained_op old, new;
	struct explained_part *parts = NULL;
	size_t j, n = 0, len;
	char *text = NULL;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (both(why, i, name, &old, &new))
		parts = explained_parts(old.functions, new.functions, &n);
	for (j = 0; parts && j < n && j < WHY_MOST; j++) {
		double change = parts[j].new - parts[j].old;

		if (fabs(change) < EXPLAINED_LEAST)
			break;
		fprintf(out, "%s%+.2f ", j ? ", " : "", change);
		print_text(out, parts[j].name);
	}
	free(parts);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static bool unchanged(const struct difference *d)
{
	return d->old && d->new && d->change == CHANGE_NONE;
}

/* Prints what is hidden in one operation; first is true until there is one. */
static void print_hidden(FILE *out, const struct why *why, size_t i, const struct comparison *c,
			 const char *name, bool *first)
{
	struct explained_op old, new;

	if (!both(why, i, name, &old, &new) || !hidden_changes(NULL, &old, &new))
		return;
	if (*first)
		fprintf(out,
			"%s: about as many instructions, but others of an operation changed by 10 "
			"%% "
			"and more:\n",
			c->new->label);
	*first = false;
	fputs("  ", out);
	print_text(out, name);
	fputs(": ", out);
	hidden_changes(out, &old, &new);
	fputc('\n', out);
}

void why_hidden(FILE *out, const struct why *why, const struct compare_view *view)
{
	for (size_t i = 0; i < view->n; i++) {
		const struct comparison *c = &view->comparisons[i];
		bool first = true;

		for (size_t j = 0; j < c->n; j++)
			if (unchanged(&c->diffs[j]))
				print_hidden(out, why, i, c, c->diffs[j].name, &first);
	}
}

void why_print(FILE *out, const struct why *why, size_t i, const char *name)
{
	struct explained_op old, new;

	if (both(why, i, name, &old, &new))
		explain_changes(out, &old, &new, &(struct explain_show){ .most = MAIL_MOST });
}
