// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

const enum verdict worst_verdicts[VERDICTS] = { VERDICT_FAIL, VERDICT_UNDECIDED, VERDICT_PASS,
						VERDICT_SKIP };

int view_init(struct report_view *view, struct side *sides, size_t n,
	      const struct compare_options *options)
{
	*view = (struct report_view){ .options = options };
	view->pairs = calloc(n * n + 1, sizeof(*view->pairs));
	if (!view->pairs)
		return -ENOMEM;
	view->comparisons = view->pairs + 1;
	view->sides = sides;
	view->n = n;
	return 0;
}

static void view_clear(struct report_view *view)
{
	for (size_t i = 0; i < view->n * view->n; i++)
		comparison_clear(&view->pairs[i]);
	free(view->pairs);
	sides_free(view->sides, view->n);
	*view = (struct report_view){};
}

/* Made the first time. */
int view_pair(struct report_view *view, size_t old, size_t new,
	      const struct comparison **comparison, char *err, size_t size)
{
	struct comparison *pair = &view->pairs[old * view->n + new];
	int ret = 0;

	*comparison = pair;
	if (pair->diffs)
		return 0;
	ret = sides_comparable(&view->sides[old], &view->sides[new], err, size);
	if (ret)
		return ret;
	ret = compare_sides(&view->sides[old], &view->sides[new], view->options, pair);
	if (ret)
		snprintf(err, size, "out of memory");
	return ret;
}

static bool measured(const struct side *side, const char *name)
{
	const struct side_op *op = side_find(side, name);

	return op && op->boots;
}

int view_step(struct report_view *view, size_t at, const char *name, struct step *step, char *err,
	      size_t size)
{
	const struct comparison *pair;
	size_t from = at;
	int ret;

	*step = (struct step){ .from = at };
	while (from && !measured(&view->sides[from - 1], name))
		from--;
	if (!from)
		return 0;
	step->from = from - 1;
	ret = view_pair(view, step->from, at, &pair, err, size);
	if (!ret)
		step->difference = comparison_find(pair, name);
	return ret;
}

void view_label(const struct report_view *view, size_t at, char *label, size_t size)
{
	const struct side *side = &view->sides[at];
	const char *release = side_env(side, "kernel_release");
	char build[64], other[64];
	size_t same = 0, before = 0;
	bool told = true, built;

	kernel_build(&side->docs[0], build, sizeof(build));
	built = *build;
	for (size_t i = 0; i < view->n; i++) {
		if (i == at || strcmp(view->sides[i].label, side->label))
			continue;
		same++;
		before += i < at;
		told = told && strcmp(side_env(&view->sides[i], "kernel_release"), release);
		kernel_build(&view->sides[i].docs[0], other, sizeof(other));
		built = built && strcmp(other, build);
	}
	if (same && told)
		snprintf(label, size, "%s (%s)", side->label, release);
	else if (same && built)
		snprintf(label, size, "%s (build %s)", side->label, build);
	else if (before)
		snprintf(label, size, "%s (%zu)", side->label, before + 1);
	else
		snprintf(label, size, "%s", side->label);
}

static int one_view(const struct report_input *input, struct report_views *views, char *err,
		    size_t size)
{
	size_t n = files_sides(&input->files);
	struct side *sides = NULL;
	int ret;

	if (!n) {
		snprintf(err, size, "of which results?");
		return -EINVAL;
	}
	ret = files_read(&input->files, &sides, err, size);
	if (!ret) {
		snprintf(err, size, "out of memory");
		views->view = calloc(1, sizeof(*views->view));
		ret = views->view ? view_init(views->view, sides, n, &input->compare.options)
				  : -ENOMEM;
	}
	if (ret)
		sides_free(sides, n);
	else
		views->n = 1;
	return ret;
}

static int check_and_compare(const struct report_input *input, struct report_views *views,
			     char *err, size_t size)
{
	const struct comparison *pair;
	int ret = -EINVAL;

	/* In one series may be what another lacks. */
	for (size_t i = 0; ret && i < views->n; i++)
		ret = compare_arguments_match(&input->compare, views->view[i].sides,
					      views->view[i].n, err, size);
	for (size_t i = 0; !ret && i < views->n; i++)
		for (size_t j = 1; !ret && j < views->view[i].n; j++)
			ret = view_pair(&views->view[i], 0, j, &pair, err, size);
	return ret;
}

int report_views_read(struct report_input *input, struct report_views *views, char *err,
		      size_t size)
{
	int ret = compare_arguments_ready(&input->compare, err, size);

	*views = (struct report_views){};
	if (!ret && input->store && files_sides(&input->files)) {
		snprintf(err, size, "--store %s has the results: no files beside it", input->store);
		ret = -EINVAL;
	}
	if (!ret)
		ret = input->store
			      ? store_read(input->store, &input->compare.options, views, err, size)
			      : one_view(input, views, err, size);
	return ret ? ret : check_and_compare(input, views, err, size);
}

void report_views_clear(struct report_views *views)
{
	for (size_t i = 0; i < views->n; i++)
		view_clear(&views->view[i]);
	free(views->view);
	*views = (struct report_views){};
}

void report_input_clear(struct report_input *input)
{
	compare_arguments_clear(&input->compare);
	files_clear(&input->files);
}

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
	const struct compare_view view = { comparison, 1, true };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	comparison_means(out, &view);
	return finished(out, &text);
}
