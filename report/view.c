// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "report/report.h"

const enum verdict worst_verdicts[VERDICTS] = { VERDICT_FAIL, VERDICT_NOISY, VERDICT_PASS,
						VERDICT_SKIP };

static int compare_all(struct report_view *view, char *err, size_t size)
{
	const struct compare_options options = { NAN, NAN, 0.05, NULL };
	size_t i;

	for (i = 1; i < view->n; i++) {
		int ret = sides_comparable(&view->sides[0], &view->sides[i], err, size);

		if (!ret) {
			ret = compare_sides(&view->sides[0], &view->sides[i], &options,
					    &view->comparisons[i - 1]);
			snprintf(err, size, "out of memory");
		}
		if (ret)
			return ret;
	}
	return 0;
}

int report_view_read(struct report_view *view, char *err, size_t size)
{
	int ret;

	view->n = files_sides(&view->files);
	if (!view->n) {
		snprintf(err, size, "of which results?");
		return -EINVAL;
	}
	ret = files_read(&view->files, &view->sides, err, size);
	if (ret)
		return ret;
	view->comparisons = calloc(view->n, sizeof(*view->comparisons));
	if (view->comparisons)
		return compare_all(view, err, size);
	snprintf(err, size, "out of memory");
	return -ENOMEM;
}

void report_view_clear(struct report_view *view)
{
	for (size_t i = 1; view->comparisons && i < view->n; i++)
		comparison_clear(&view->comparisons[i - 1]);
	free(view->comparisons);
	sides_free(view->sides, view->n);
	files_clear(&view->files);
	*view = (struct report_view){};
}

size_t side_count(const struct side *side, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < side->n_ops; i++)
		n += side->ops[i].verdict == verdict;
	return n;
}

static void side_verdict(FILE *out, const struct side *side)
{
	size_t measured = 0;

	for (size_t i = 0; i < side->n_ops; i++)
		measured += side->ops[i].boots > 0;
	fprintf(out,
		"%s: %zu operations measured, %zu failed or break their limit, %zu too noisy to "
		"judge, %zu skipped\n",
		side->label, measured, side_count(side, VERDICT_FAIL),
		side_count(side, VERDICT_NOISY), side_count(side, VERDICT_SKIP));
}

static char *finished(FILE *out, char **text)
{
	if (!fclose(out))
		return *text;
	free(*text);
	return NULL;
}

char *side_text(const struct side *side)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	side_verdict(out, side);
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
	const struct compare_view view = { comparison, 1, true };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	comparison_means(out, &view);
	return finished(out, &text);
}
