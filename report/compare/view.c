// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare/comparable.h"
#include "report/compare/files.h"
#include "report/compare/view.h"

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

/* The comparison is made at the first call. */
int view_pair(struct report_view *view, size_t old, size_t new,
	      const struct comparison **comparison, char *err, size_t size)
{
	struct comparison *pair = &view->pairs[old * view->n + new];
	int ret = 0;

	*comparison = pair;
	if (pair->diffs)
		return 0;
	ret = sides_comparable(&view->sides[old], &view->sides[new], view->options, err, size);
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

void report_views_clear(struct report_views *views)
{
	for (size_t i = 0; i < views->n; i++)
		view_clear(&views->view[i]);
	free(views->view);
	*views = (struct report_views){};
}
