// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "report/explain/hidden.h"
#include "report/explain/tables.h"
#include "report/text/text.h"

static const char *const classes[] = { "loads",	    "stores",	 "locked",	"branches",
				       "returns",   "indirect",	 "serialising", "l1d_misses",
				       "l2_misses", "l3_misses", "mispredicted" };

/* Prints a name, padded to a width; a longer one takes more. */
static void put_name(FILE *out, const char *name, size_t width)
{
	size_t n = strlen(name);

	print_text(out, name);
	fprintf(out, "%*s", n < width ? (int)(width - n) : 0, "");
}

/* Figures below this are the rounding of sums. */
static double shown(double value)
{
	return fabs(value) < EXPLAINED_LEAST ? 0 : value;
}

static void put_class(FILE *out, const char *name, double old, double new, bool two, bool *any)
{
	if (two ? !shown(new - old) : !shown(new))
		return;
	fprintf(out, "%s%s %.4g", *any ? ", " : "            ", name, two ? old : new);
	if (two)
		fprintf(out, " -> %.4g", new);
	*any = true;
}

/* The classes that changed, or of one kernel those that there are. */
static void put_classes(FILE *out, const struct explained_part *part, bool two)
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		put_class(out, classes[i],
			  json_number_value(json_object_get(part->of_old, classes[i])),
			  json_number_value(json_object_get(part->of_new, classes[i])), two, &any);
	if (any)
		fputc('\n', out);
}

static bool classes_differ(const struct explained_part *part)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (shown(json_number_value(json_object_get(part->of_new, classes[i])) -
			  json_number_value(json_object_get(part->of_old, classes[i]))))
			return true;
	return false;
}

bool explain_dearer(const struct explained_op *old, const struct explained_op *new)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden_dear); i++)
		if (shown(hidden_sum(new, hidden_dear[i].member) -
			  hidden_sum(old, hidden_dear[i].member)))
			return true;
	return hidden_changes(NULL, old, new);
}

static void put_side(FILE *out, double value, bool has)
{
	if (has)
		fprintf(out, "%9.2f", value);
	else
		fprintf(out, "%9s", "-");
}

void explain_one(FILE *out, const char *name, const struct explained_op *op,
		 const struct explain_show *show)
{
	struct explained_part *parts;
	double rest = 0;
	size_t i, n, left = 0;

	put_name(out, name, 60);
	if (op->reason) {
		fputs("\n    not explained: ", out);
		print_text(out, op->reason);
		fputc('\n', out);
		return;
	}
	fprintf(out, "  %10.2f\n", op->value);
	parts = explained_parts(NULL, op->functions, &n);
	for (i = 0; parts && i < n; i++) {
		if (!shown(parts[i].new) && !show->all)
			continue;
		if (i >= show->most) {
			rest += parts[i].new;
			left++;
			continue;
		}
		fprintf(out, "  %9.2f  %5.1f %%  ", parts[i].new,
			op->value ? 100 * parts[i].new / op->value : 0);
		print_text(out, parts[i].name);
		fputc('\n', out);
		if (show->classes)
			put_classes(out, &parts[i], false);
	}
	free(parts);
	if (left)
		fprintf(out, "  %9.2f           %zu more\n", rest, left);
	fprintf(out, "  %9.2f           not attributed\n", shown(op->open));
	hidden_rows(out, NULL, op);
}

void explain_two(FILE *out, const char *name, const struct explained_op *old,
		 const struct explained_op *new, const struct explain_show *show)
{
	put_name(out, name, 32);
	fprintf(out, "  %10.2f -> %10.2f  %+10.2f\n", old->value, new->value,
		shown(new->value - old->value));
	explain_changes(out, old, new, show);
}

void explain_changes(FILE *out, const struct explained_op *old, const struct explained_op *new,
		     const struct explain_show *show)
{
	struct explained_part *parts;
	double rest = 0;
	size_t i, n, left = 0;

	parts = explained_parts(old->functions, new->functions, &n);
	for (i = 0; parts && i < n; i++) {
		const struct explained_part *part = &parts[i];
		double change = part->new - part->old;

		if (!shown(change) && !show->all && !(show->classes && classes_differ(part)))
			continue;
		if (i >= show->most) {
			rest += change;
			left++;
			continue;
		}
		fprintf(out, "  %+9.2f  ", shown(change));
		put_name(out, part->name, 32);
		fputs("  ", out);
		put_side(out, part->old, part->in_old);
		fputs(" -> ", out);
		put_side(out, part->new, part->in_new);
		fputc('\n', out);
		if (show->classes)
			put_classes(out, part, true);
	}
	free(parts);
	if (left)
		fprintf(out, "  %+9.2f  %zu more\n", shown(rest), left);
	fprintf(out,
		shown(new->open - old->open) ? "  %+9.2f  not attributed\n"
					     : "  %9.2f  not attributed\n",
		shown(new->open - old->open));
	hidden_rows(out, old, new);
}

static void put_stack(FILE *out, const char *name, const char *stack)
{
	print_text(out, name);
	fputc(';', out);
	/* A stack is longer than what print_text() prints of a text. */
	for (const char *at = stack; *at; at++)
		fputc(*at > ' ' && *at <= '~' ? *at : '?', out);
}

void explain_stacks(FILE *out, const char *name, const struct explained_op *old,
		    const struct explained_op *new)
{
	struct explained_part *parts;
	size_t i, n;

	if ((old && old->reason) || new->reason)
		return;
	parts = explained_parts(old ? old->stacks : NULL, new->stacks, &n);
	for (i = 0; parts && i < n; i++) {
		/* What the baseline does more is no part of a flame. */
		double before = fmax(round(100 * parts[i].old), 0);
		double after = fmax(round(100 * parts[i].new), 0);

		if (!before && !after)
			continue;
		put_stack(out, name, parts[i].name);
		if (old)
			fprintf(out, " %.0f", before);
		fprintf(out, " %.0f\n", after);
	}
	free(parts);
}
