// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "report/compare/counted.h"
#include "report/compare/environment.h"
#include "report/compare/means.h"
#include "report/compare/table.h"
#include "report/compare/view_text.h"

const enum verdict worst_verdicts[VERDICTS] = { VERDICT_FAIL, VERDICT_UNDECIDED, VERDICT_PASS,
						VERDICT_SKIP };

size_t side_count(const struct side *side, enum verdict verdict,
		  const struct compare_options *options)
{
	size_t n = 0;

	for (size_t i = 0; i < side->n_ops; i++)
		n += side->ops[i].verdict == verdict && !is_counted(side->ops[i].result) &&
		     compare_wants(options, side->ops[i].result->name);
	return n;
}

static void side_verdict(FILE *out, const struct side *side, const struct compare_options *options)
{
	size_t n = 0, wide = 0;

	for (size_t i = 0; i < side->n_ops; i++) {
		bool wanted = !is_counted(side->ops[i].result) &&
			      compare_wants(options, side->ops[i].result->name);

		n += side->ops[i].boots > 0 && wanted;
		wide += side->ops[i].imprecise && wanted;
	}
	fprintf(out,
		"%s: %zu operations measured, %zu imprecise (~), %zu failed or break their "
		"limit, %zu undecided, %zu skipped\n",
		side->label, n, wide, side_count(side, VERDICT_FAIL, options),
		side_count(side, VERDICT_UNDECIDED, options),
		side_count(side, VERDICT_SKIP, options));
}

static char *finished(FILE *out, char **text)
{
	if (!fclose(out))
		return *text;
	free(*text);
	return NULL;
}

char *side_text(const struct side *side, const struct compare_options *options)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	side_verdict(out, side, options);
	return finished(out, &text);
}

char *verdict_text(const struct comparison *comparison)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	comparison_verdict(out, comparison);
	return finished(out, &text);
}

char *environment_text(const struct comparison *comparison, bool named)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	environment_print(out, comparison->old, comparison->new, named);
	return finished(out, &text);
}

char *means_text(const struct comparison *comparison)
{
	const struct compare_view view = { .comparisons = comparison, .n = 1, .all = true };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	comparison_means(out, &view);
	return finished(out, &text);
}
