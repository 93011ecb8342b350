// SPDX-License-Identifier: GPL-2.0-only
#include "bench/result/family.h"
#include "report/compare/means.h"
#include "report/page/md_families.h"
#include "report/text/text.h"

static bool in_family(const char *name, const void *family)
{
	return family_of(name) == *(const size_t *)family;
}

/* Returns how many operations of the family a kernel measured. */
static size_t measured(const struct report_view *view, const struct side *side, size_t family)
{
	size_t n = 0;

	for (size_t i = 0; i < side->n_ops; i++)
		n += side->ops[i].boots && in_family(side->ops[i].result->name, &family) &&
		     compare_wants(view->options, side->ops[i].result->name);
	return n;
}

static void cell(FILE *out, const struct comparison *c, size_t family)
{
	struct mean mean = comparison_mean(c, in_family, &family);
	size_t slower = 0, faster = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct difference *d = &c->diffs[i];

		if (!in_family(d->name, &family))
			continue;
		slower += d->change == CHANGE_WORSE || d->change == CHANGE_BROKEN;
		faster += d->change == CHANGE_BETTER;
	}
	fputs(" | ", out);
	if (mean.enough)
		fprintf(out, "%+.1f %%", 100 * (mean.ratio - 1));
	else
		fputs("-", out);
	if (slower || faster)
		fprintf(out, " (%zu slower, %zu faster)", slower, faster);
}

static void heading(FILE *out, const struct report_view *view)
{
	fputs("| family", out);
	for (size_t i = 0; i < view->n; i++) {
		fputs(" | ", out);
		print_markdown(out, view->sides[i].label);
	}
	fputs(" |\n|---", out);
	for (size_t i = 0; i < view->n; i++)
		fputs("|--:", out);
	fputs("|\n", out);
}

int md_families(FILE *out, const struct report_view *view)
{
	heading(out, view);
	for (size_t family = 0; family < family_count(); family++) {
		size_t most = 0;

		for (size_t i = 0; i < view->n; i++) {
			size_t n = measured(view, &view->sides[i], family);

			most = n > most ? n : most;
		}
		if (!most)
			continue;
		most = measured(view, view->sides, family);
		fprintf(out, "| %s | %zu operation%s", family_name(family), most,
			most == 1 ? "" : "s");
		for (size_t i = 0; i + 1 < view->n; i++)
			cell(out, &view->comparisons[i], family);
		fputs(" |\n", out);
	}
	return 0;
}
