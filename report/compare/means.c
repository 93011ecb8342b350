// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "bench/result/unit.h"
#include "report/compare/means.h"

/* Below this many ns a ratio says more about the clock than about the operation. */
#define LEAST 0.5
/* A mean of less than this share of a test's operations is not that of the test. */
#define SHARE 0.8

struct mean comparison_mean(const struct comparison *c,
			    bool (*in)(const char *name, const void *arg), const void *arg)
{
	struct mean mean = {};
	double sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct difference *d = &c->diffs[i];

		if (!unit_find(d->unit)->clock || !in(d->name, arg))
			continue;
		mean.of += (d->old && d->old->boots) || (d->new && d->new->boots);
		if (!d->old || !d->new || !d->old->boots || !d->new->boots ||
		    d->old->value < LEAST || d->new->value < LEAST || d->old->imprecise ||
		    d->new->imprecise)
			continue;
		sum += log(d->new->value / d->old->value);
		mean.n++;
	}
	mean.ratio = mean.n ? exp(sum / mean.n) : NAN;
	mean.enough = mean.n && mean.n >= SHARE * mean.of;
	return mean;
}

static bool same_test(const char *name, const void *other)
{
	size_t n = strcspn(name, "/");

	return n == strcspn(other, "/") && !strncmp(name, other, n);
}

static void means_of(FILE *out, const struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *name = c->diffs[i].name;
		struct mean mean;

		/* They are sorted by name. */
		if (i && same_test(name, c->diffs[i - 1].name))
			continue;
		mean = comparison_mean(c, same_test, name);
		if (mean.enough)
			fprintf(out, "geometric mean  %-20.*s %s: %+.2f %% (%zu operations)\n",
				(int)strcspn(name, "/"), name, c->new->label,
				100 * (mean.ratio - 1), mean.n);
	}
}

void comparison_means(FILE *out, const struct compare_view *view)
{
	for (size_t i = 0; i < view->n; i++)
		means_of(out, &view->comparisons[i]);
}
