// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "bench/result/array.h"
#include "report/explain/hidden.h"
#include "report/text/text.h"

const struct hidden hidden_dear[HIDDEN_DEAR] = {
	{ "locked", "locked" },
	{ "indirect", "indirect" },
	{ "serialising", "serialising" },
};

const struct hidden hidden_misses[HIDDEN_MISSES] = {
	{ "l1d_misses", "misses of L1d" },
	{ "l2_misses", "misses of L2" },
	{ "l3_misses", "misses of L3" },
	{ "mispredicted", "mispredicted" },
};

/* Changes of less are no reason to look at an operation. */
#define LEAST 1
#define LEAST_SHARE 0.1

double hidden_sum(const struct explained_op *op, const char *member)
{
	const char *name;
	json_t *value;
	double sum = 0;

	json_object_foreach ((json_t *)op->functions, name, value)
		sum += json_number_value(json_object_get(value, member));
	return sum;
}

bool hidden_models(const struct explained_op *old, const struct explained_op *new)
{
	return json_is_object(old->model) && json_equal(old->model, new->model);
}

/* Sums of rounded figures are not quite what they were. */
static double whole(double value)
{
	return fabs(value) < EXPLAINED_LEAST ? 0 : value;
}

static void put(FILE *out, const struct hidden *hidden, const struct explained_op *old,
		const struct explained_op *new, size_t *n)
{
	double before = whole(hidden_sum(old, hidden->member));
	double after = whole(hidden_sum(new, hidden->member));
	double change = fabs(after - before);

	if (change < LEAST - EXPLAINED_LEAST || change < LEAST_SHARE * fabs(before))
		return;
	if (out)
		fprintf(out, "%s%s %.2f -> %.2f", *n ? ", " : "", hidden->label, before, after);
	++*n;
}

size_t hidden_changes(FILE *out, const struct explained_op *old, const struct explained_op *new)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(hidden_dear); i++)
		put(out, &hidden_dear[i], old, new, &n);
	for (size_t i = 0; hidden_models(old, new) && i < ARRAY_SIZE(hidden_misses); i++)
		put(out, &hidden_misses[i], old, new, &n);
	return n;
}

void hidden_rows(FILE *out, const struct explained_op *old, const struct explained_op *new)
{
	if (!hidden_models(old ? old : new, new))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(hidden_misses); i++) {
		const struct hidden *hidden = &hidden_misses[i];
		double after = whole(hidden_sum(new, hidden->member)), before;

		if (!old) {
			fprintf(out, "  %9.2f           %s\n", after, hidden->label);
			continue;
		}
		before = whole(hidden_sum(old, hidden->member));
		fprintf(out, whole(after - before) ? "  %+9.2f" : "  %9.2f", whole(after - before));
		fprintf(out, "  %-32s  %9.2f -> %9.2f\n", hidden->label, before, after);
	}
}

static void put_cache(FILE *out, const json_t *model, const char *level)
{
	const json_t *cache = json_object_get(model, level);
	json_int_t bytes = json_integer_value(json_object_get(cache, "bytes"));

	fprintf(out, " %s %lld kB %lld-way,", level, (long long)bytes >> 10,
		(long long)json_integer_value(json_object_get(cache, "ways")));
}

void hidden_model(FILE *out, const struct explained *file)
{
	const json_t *model = json_object_get(file->doc, "model");
	json_int_t window = json_integer_value(json_object_get(model, "window"));

	if (!json_is_object(model))
		return;
	fputs("  misses are of a model, and no time:", out);
	put_cache(out, model, "l1d");
	put_cache(out, model, "l2");
	put_cache(out, model, "l3");
	if (window)
		fprintf(out, " windows of %lld operations\n", (long long)window);
	else
		fputs(" windows of the usual size\n", out);
}
