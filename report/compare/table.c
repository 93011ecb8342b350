// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/unit.h"
#include "report/compare/table.h"
#include "report/text/text.h"

#define CELL COMPARE_CELL

const char *change_word(const struct difference *d)
{
	bool time = unit_find(d->unit)->clock;

	switch (d->change) {
	case CHANGE_WORSE:
		return time && d->cost == CHANGE_WORSE ? "slower" : "worse";
	case CHANGE_BETTER:
		return time && d->delta < 0 ? "faster" : "better";
	case CHANGE_UNSURE:
		return "unsure";
	case CHANGE_ONLY_OLD:
		return "only old";
	case CHANGE_ONLY_NEW:
		return "only new";
	case CHANGE_BROKEN:
		return "BROKEN";
	case CHANGE_REPAIRED:
		return "repaired";
	case CHANGE_NEITHER:
		return "neither";
	case CHANGE_WAIVED:
		return "waived";
	default:
		return "~";
	}
}

enum ink change_ink(const struct difference *d)
{
	if (!d)
		return INK_PLAIN;
	switch (d->change) {
	case CHANGE_WORSE:
	case CHANGE_BROKEN:
		return INK_WORSE;
	case CHANGE_BETTER:
	case CHANGE_REPAIRED:
		return INK_BETTER;
	case CHANGE_UNSURE:
	case CHANGE_WAIVED:
	case CHANGE_ONLY_OLD:
	case CHANGE_ONLY_NEW:
		return INK_OPEN;
	default:
		return INK_PLAIN;
	}
}

/* "CANNOT TELL (38 of 151 operations are undecided, and 10 % may be): ". */
static void print_answer(FILE *out, const struct verdict_of_all *all)
{
	for (const char *at = answer_word(all->answer); *at; at++)
		fputc(toupper((unsigned char)*at), out);
	if (all->why[0] || all->across[0]) {
		fputs(" (", out);
		print_text(out, all->why);
		fputs(all->why[0] && all->across[0] ? "; " : "", out);
		print_text(out, all->across);
		fputc(')', out);
	}
	fputs(": ", out);
}

void comparison_verdict(FILE *out, const struct comparison *c)
{
	const size_t *count = c->count;
	const char *old = c->old->label, *new = c->new->label;

	print_answer(out, &c->all);
	fprintf(out,
		"%s against %s: %zu slower, %zu faster, %zu unchanged, %zu only in "
		"one, %zu too noisy to say",
		new, old, count[CHANGE_WORSE], count[CHANGE_BETTER], count[CHANGE_NONE],
		count[CHANGE_ONLY_OLD] + count[CHANGE_ONLY_NEW], count[CHANGE_UNSURE]);
	if (count[CHANGE_BROKEN])
		fprintf(out, ", %zu no longer work%s", count[CHANGE_BROKEN],
			count[CHANGE_BROKEN] == 1 ? "s" : "");
	if (count[CHANGE_REPAIRED])
		fprintf(out, ", %zu work%s again", count[CHANGE_REPAIRED],
			count[CHANGE_REPAIRED] == 1 ? "s" : "");
	if (count[CHANGE_WAIVED])
		fprintf(out, ", %zu waived", count[CHANGE_WAIVED]);
	verification_verdict(out, c);
	fputc('\n', out);
}

void value_cell(const struct side_op *op, char *cell)
{
	char value[32];

	if (!op) {
		snprintf(cell, CELL, "-");
	} else if (!op->boots) {
		snprintf(cell, CELL, "%s",
			 op->verdict == VERDICT_FAIL   ? "FAIL"
			 : op->verdict == VERDICT_SKIP ? "SKIP"
						       : "none");
	} else {
		figure_text(op->value, value, sizeof(value));
		snprintf(cell, CELL, "%s", value);
	}
}

/* Shows the change in percent, unless the unit is already relative. */
void change_cell(const struct difference *d, char *cell)
{
	bool points = unit_find(d->unit)->relative;
	double ratio = difference_ratio(d, d->delta);

	if (!d->old || !d->new || !d->old->boots || !d->new->boots || d->change == CHANGE_BROKEN)
		snprintf(cell, CELL, "%s", "");
	else if (d->change == CHANGE_NONE)
		snprintf(cell, CELL, "~");
	else if (points || isnan(ratio))
		snprintf(cell, CELL, "%+.2f [%+.2f, %+.2f]", d->delta, d->lo, d->hi);
	else
		snprintf(cell, CELL, "%+.1f %% [%+.1f, %+.1f]", 100 * ratio,
			 100 * difference_ratio(d, d->lo), 100 * difference_ratio(d, d->hi));
}

void change_short(const struct difference *d, char *cell)
{
	double ratio = difference_ratio(d, d->delta);
	char *interval;

	change_cell(d, cell);
	if (strchr(cell, '%'))
		ratio_text(ratio, cell, CELL);
	interval = strstr(cell, " [");
	if (interval)
		*interval = '\0';
}

void p_cell(const struct difference *d, char *cell)
{
	if (!d->old || !d->new || !d->old->boots || !d->new->boots || d->change == CHANGE_BROKEN)
		snprintf(cell, CELL, "%s", "");
	else if (isnan(d->p))
		snprintf(cell, CELL, "exact");
	else
		snprintf(cell, CELL, "%.1g (%.1g)", d->p, d->q);
}
