// SPDX-License-Identifier: GPL-2.0-only
/* Published figures beside measured ones. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/claims.h"

static const char *const verdict_names[] = { "HOLDS", "CHEAPER", "DEARER", "UNDECIDED",
					     "NOT MEASURABLE HERE" };

static const char *const headings[] = { "CLAIM",   "OPERATION", "PUBLISHED",  "MEASURED",
					"VERDICT", "SOURCE",	"CONFIDENCE", "" };

/* Who asks, and what for: the arguments of claims_judge(). */
struct judge {
	figure_lookup lookup;
	void *arg;
	const char *unit;
	const char *not_ns;
};

/* Copies what is before the first of these characters; returns what follows it. */
static const char *take(const char *at, const char *stop, char *cell)
{
	size_t len;

	at += strspn(at, " ");
	len = strcspn(at, stop);
	while (len && at[len - 1] == ' ')
		len--;
	snprintf(cell, CLAIM_CELL, "%.*s", (int)len, at);
	at += strcspn(at, stop);
	return *at ? at + 1 : at;
}

/* Takes a claim's comment apart; false when it is no claim. */
static bool parse_claim(const char *why, struct claim *row)
{
	char part[CLAIM_CELL];

	if (strncmp(why, "claim ", 6))
		return false;
	why = take(why + 6, "[;", row->cells[CLAIM_ID]);
	why = take(why, "];", row->cells[CLAIM_SOURCE]);
	why = take(why, ";", row->cells[CLAIM_CONFIDENCE]);
	if (!*row->cells[CLAIM_ID] || !*row->cells[CLAIM_SOURCE] || !*row->cells[CLAIM_CONFIDENCE])
		return false;
	while (*why) {
		why = take(why, ";", part);
		if (!strncmp(part, "needs ", 6))
			snprintf(row->needs, CLAIM_CELL, "%s", part);
		else
			snprintf(row->cells[CLAIM_REMARK], CLAIM_CELL, "%s", part);
	}
	return true;
}

/* Figures that can be computed with. */
static bool usable(const struct judge *judge, const char *metric, struct figure *figure)
{
	*figure = (struct figure){ .ok = false };
	return judge->lookup && judge->lookup(judge->arg, metric, figure) && figure->ok &&
	       isfinite(figure->value) && isfinite(figure->lo) && isfinite(figure->hi);
}

/* figure becomes its ratio to other; the interval is the widest that both allow. */
static void divide(struct figure *figure, const struct figure *other)
{
	figure->value /= other->value;
	figure->lo = figure->lo > 0 ? figure->lo / other->hi : 0;
	figure->hi = other->lo > 0 ? figure->hi / other->lo : INFINITY;
}

/*
 * The figure that the claim is about, a ratio for a relative one.  NULL, or why
 * there is none in why.
 */
static const char *measure(const struct judge *judge, const struct bound *bound, const char *needs,
			   struct figure *figure, char *why)
{
	struct figure other;

	if (!usable(judge, bound->metric, figure)) {
		if (!*needs)
			snprintf(why, CLAIM_CELL, "%s was not measured", bound->metric);
		return *needs ? needs : why;
	}
	if (bound->other) {
		if (!usable(judge, bound->other, &other) || other.value <= 0 ||
		    strcmp(other.unit, figure->unit)) {
			snprintf(why, CLAIM_CELL, "no usable figure of %s", bound->other);
			return why;
		}
		divide(figure, &other);
		return NULL;
	}
	if (!strcmp(bound->unit, "ns") && strcmp(judge->unit, "ns")) {
		snprintf(why, CLAIM_CELL, "the clock counts %s", judge->unit);
		return why;
	}
	if (!strcmp(bound->unit, "ns") && judge->not_ns)
		return judge->not_ns;
	if (strcmp(bound->unit, figure->unit)) {
		snprintf(why, CLAIM_CELL, "the figure is in %s", figure->unit);
		return why;
	}
	return NULL;
}

static void print_measured(const struct figure *figure, bool ratio, char *cell)
{
	char value[32], lo[32], hi[32];

	bound_number(figure->value, value, sizeof(value));
	bound_number(figure->lo, lo, sizeof(lo));
	bound_number(figure->hi, hi, sizeof(hi));
	snprintf(cell, CLAIM_CELL, "%s%s%s [%s, %s]", value, ratio ? "" : " ",
		 ratio ? "x" : figure->unit, lo, hi);
}

static enum claim_verdict compare(const struct bound *bound, const struct figure *figure)
{
	/* Of events or packets per second more is cheaper. */
	const char *unit = strchr(figure->unit, '/');
	bool more_is_better = unit && !strcmp(unit, "/s");

	if (bound->op != BOUND_GE && figure->lo > bound->hi)
		return more_is_better ? CLAIM_CHEAPER : CLAIM_DEARER;
	if (bound->op != BOUND_LE && figure->hi < bound->lo)
		return more_is_better ? CLAIM_DEARER : CLAIM_CHEAPER;
	if ((bound->op != BOUND_GE && figure->hi > bound->hi) ||
	    (bound->op != BOUND_LE && figure->lo < bound->lo))
		return CLAIM_UNDECIDED;
	return CLAIM_HOLDS;
}

static void fill_row(const struct judge *judge, const struct bound *bound, struct claim *row)
{
	char buf[CLAIM_CELL];
	const char *why;

	row->bound = bound;
	snprintf(row->cells[CLAIM_OPERATION], CLAIM_CELL, "%s", bound->metric);
	bound_text(bound, row->cells[CLAIM_PUBLISHED], CLAIM_CELL);
	why = measure(judge, bound, row->needs, &row->figure, buf);
	if (why) {
		row->verdict = CLAIM_NOT_MEASURABLE;
		snprintf(row->cells[CLAIM_MEASURED], CLAIM_CELL, "-");
		snprintf(row->cells[CLAIM_REMARK], CLAIM_CELL, "%s", why);
	} else {
		row->verdict = compare(bound, &row->figure);
		print_measured(&row->figure, bound->other, row->cells[CLAIM_MEASURED]);
	}
	snprintf(row->cells[CLAIM_VERDICT], CLAIM_CELL, "%s", verdict_names[row->verdict]);
}

static void print_row(FILE *out, const struct claim *row, const int widths[CLAIM_COLUMNS])
{
	int last = CLAIM_COLUMNS - 1;

	while (last && !*row->cells[last])
		last--;
	for (int c = 0; c < last; c++)
		fprintf(out, "%-*s  ", widths[c], row->cells[c]);
	fprintf(out, "%s\n", row->cells[last]);
}

static void heading(struct claim *row)
{
	for (int c = 0; c < CLAIM_COLUMNS; c++)
		snprintf(row->cells[c], CLAIM_CELL, "%s", headings[c]);
}

static void print_table(FILE *out, const struct claim *claims, size_t n)
{
	unsigned int counts[CLAIM_VERDICTS] = { 0 };
	int widths[CLAIM_COLUMNS] = { 0 };
	struct claim head = {};
	size_t i;

	heading(&head);
	for (i = 0; i <= n; i++)
		for (int c = 0; c < CLAIM_COLUMNS; c++) {
			int width = strlen((i ? &claims[i - 1] : &head)->cells[c]);

			if (width > widths[c])
				widths[c] = width;
		}
	print_row(out, &head, widths);
	for (i = 0; i < n; i++) {
		print_row(out, &claims[i], widths);
		counts[claims[i].verdict]++;
	}
	fprintf(out, "Claims: %zu measured of %zu: ", n - counts[CLAIM_NOT_MEASURABLE], n);
	for (int v = 0; v < CLAIM_VERDICTS; v++)
		fprintf(out, "%u %s%s", counts[v], verdict_names[v],
			v + 1 < CLAIM_VERDICTS ? ", " : "\n");
}

int claims_judge(const struct bounds *published, figure_lookup lookup, void *arg, const char *unit,
		 const char *not_ns, struct claim **claims, size_t *n)
{
	const struct judge judge = { lookup, arg, unit, not_ns };
	struct claim *list = calloc(bounds_count(published) + 1, sizeof(*list));

	*claims = list;
	*n = 0;
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < bounds_count(published); i++) {
		const struct bound *bound = bounds_at(published, i);

		if (bound->op == BOUND_NO || !parse_claim(bound->why, &list[*n])) {
			memset(&list[*n], 0, sizeof(list[*n]));
			continue;
		}
		fill_row(&judge, bound, &list[(*n)++]);
	}
	return 0;
}

int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns)
{
	struct claim *claims;
	size_t n;
	int ret = claims_judge(published, lookup, arg, unit, not_ns, &claims, &n);

	if (ret)
		return ret;
	print_table(out, claims, n);
	free(claims);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
