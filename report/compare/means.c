// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "bench/result/unit.h"
#include "report/compare/means.h"

/* Below this many ns a ratio says more about the clock than about the operation. */
#define LEAST 0.5
/* A mean of less than this share of a test's operations is not that of the test. */
#define SHARE 0.8

static bool same_test(const char *a, const char *b)
{
	size_t n = strcspn(a, "/");

	return n == strcspn(b, "/") && !strncmp(a, b, n);
}

/*
 * Returns the geometric mean of new to old over operations that both sides measured in time, and
 * their number in *n; NAN if there is none.  *of is the number of operations that a side measured.
 */
static double mean(const struct comparison *c, size_t first, size_t end, size_t *n, size_t *of)
{
	double sum = 0;

	*n = *of = 0;
	for (size_t i = first; i < end; i++) {
		const struct difference *d = &c->diffs[i];

		if (!unit_find(d->unit)->clock)
			continue;
		*of += (d->old && d->old->boots) || (d->new && d->new->boots);
		if (!d->old || !d->new || !d->old->boots || !d->new->boots ||
		    d->old->value < LEAST || d->new->value < LEAST || d->old->imprecise ||
		    d->new->imprecise)
			continue;
		sum += log(d->new->value / d->old->value);
		++*n;
	}
	return *n ? exp(sum / *n) : NAN;
}

static void means_of(FILE *out, const struct comparison *c)
{
	size_t first, end, n, of;
	double ratio;

	for (first = 0; first < c->n; first = end) {
		for (end = first + 1; end < c->n; end++)
			if (!same_test(c->diffs[first].name, c->diffs[end].name))
				break;
		ratio = mean(c, first, end, &n, &of);
		if (n && n >= SHARE * of)
			fprintf(out, "geometric mean  %-20.*s %s: %+.2f %% (%zu operations)\n",
				(int)strcspn(c->diffs[first].name, "/"), c->diffs[first].name,
				c->new->label, 100 * (ratio - 1), n);
	}
}

void comparison_means(FILE *out, const struct compare_view *view)
{
	for (size_t i = 0; i < view->n; i++)
		means_of(out, &view->comparisons[i]);
}
