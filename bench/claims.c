// SPDX-License-Identifier: GPL-2.0-only
/* Published figures beside measured ones. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/claims.h"

enum verdict_of_claim { HOLDS, CHEAPER, DEARER, NOT_MEASURABLE, N_VERDICTS };

static const char *const verdict_names[] = { "HOLDS", "CHEAPER", "DEARER", "NOT MEASURABLE HERE" };

enum column { ID, OPERATION, PUBLISHED, MEASURED, VERDICT, SOURCE, CONFIDENCE, REMARK, COLUMNS };

static const char *const headings[] = { "CLAIM",   "OPERATION", "PUBLISHED",  "MEASURED",
					"VERDICT", "SOURCE",	"CONFIDENCE", "" };

#define CELL_SIZE 192

struct row {
	char cells[COLUMNS][CELL_SIZE];
	/* What is missing for it to be measured, "" for nothing. */
	char needs[CELL_SIZE];
	enum verdict_of_claim verdict;
};

/* Who asks, and what for: the arguments of claims_print(). */
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
	snprintf(cell, CELL_SIZE, "%.*s", (int)len, at);
	at += strcspn(at, stop);
	return *at ? at + 1 : at;
}

/* Takes a claim's comment apart; false when it is no claim. */
static bool parse_claim(const char *why, struct row *row)
{
	char part[CELL_SIZE];

	if (strncmp(why, "claim ", 6))
		return false;
	why = take(why + 6, "[;", row->cells[ID]);
	why = take(why, "];", row->cells[SOURCE]);
	why = take(why, ";", row->cells[CONFIDENCE]);
	if (!*row->cells[ID] || !*row->cells[SOURCE] || !*row->cells[CONFIDENCE])
		return false;
	while (*why) {
		why = take(why, ";", part);
		if (!strncmp(part, "needs ", 6))
			snprintf(row->needs, CELL_SIZE, "%s", part);
		else
			snprintf(row->cells[REMARK], CELL_SIZE, "%s", part);
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
			snprintf(why, CELL_SIZE, "%s was not measured", bound->metric);
		return *needs ? needs : why;
	}
	if (bound->other) {
		if (!usable(judge, bound->other, &other) || other.value <= 0 ||
		    strcmp(other.unit, figure->unit)) {
			snprintf(why, CELL_SIZE, "no usable figure of %s", bound->other);
			return why;
		}
		divide(figure, &other);
		return NULL;
	}
	if (!strcmp(bound->unit, "ns") && strcmp(judge->unit, "ns")) {
		snprintf(why, CELL_SIZE, "the clock counts %s", judge->unit);
		return why;
	}
	if (!strcmp(bound->unit, "ns") && judge->not_ns)
		return judge->not_ns;
	if (strcmp(bound->unit, figure->unit)) {
		snprintf(why, CELL_SIZE, "the figure is in %s", figure->unit);
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
	snprintf(cell, CELL_SIZE, "%s%s%s [%s, %s]", value, ratio ? "" : " ",
		 ratio ? "x" : figure->unit, lo, hi);
}

static enum verdict_of_claim compare(const struct bound *bound, const struct figure *figure)
{
	/* Of events or packets per second more is cheaper. */
	const char *unit = strchr(figure->unit, '/');
	bool more_is_better = unit && !strcmp(unit, "/s");

	if (bound->op != BOUND_GE && figure->lo > bound->hi)
		return more_is_better ? CHEAPER : DEARER;
	if (bound->op != BOUND_LE && figure->hi < bound->lo)
		return more_is_better ? DEARER : CHEAPER;
	return HOLDS;
}

static void fill_row(const struct judge *judge, const struct bound *bound, struct row *row)
{
	struct figure figure;
	char buf[CELL_SIZE];
	const char *why;

	snprintf(row->cells[OPERATION], CELL_SIZE, "%s", bound->metric);
	bound_text(bound, row->cells[PUBLISHED], CELL_SIZE);
	why = measure(judge, bound, row->needs, &figure, buf);
	if (why) {
		row->verdict = NOT_MEASURABLE;
		snprintf(row->cells[MEASURED], CELL_SIZE, "-");
		snprintf(row->cells[REMARK], CELL_SIZE, "%s", why);
	} else {
		row->verdict = compare(bound, &figure);
		print_measured(&figure, bound->other, row->cells[MEASURED]);
	}
	snprintf(row->cells[VERDICT], CELL_SIZE, "%s", verdict_names[row->verdict]);
}

static void print_row(FILE *out, const struct row *row, const int widths[COLUMNS])
{
	int last = COLUMNS - 1;

	while (last && !*row->cells[last])
		last--;
	for (int c = 0; c < last; c++)
		fprintf(out, "%-*s  ", widths[c], row->cells[c]);
	fprintf(out, "%s\n", row->cells[last]);
}

static void print_table(FILE *out, const struct row *rows, size_t n)
{
	unsigned int counts[N_VERDICTS] = { 0 };
	int widths[COLUMNS] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < COLUMNS; c++)
			if ((int)strlen(rows[i].cells[c]) > widths[c])
				widths[c] = strlen(rows[i].cells[c]);
	for (size_t i = 0; i < n; i++)
		print_row(out, &rows[i], widths);
	for (size_t i = 1; i < n; i++)
		counts[rows[i].verdict]++;
	fputs("Claims: ", out);
	for (int v = 0; v < N_VERDICTS; v++)
		fprintf(out, "%u %s%s", counts[v], verdict_names[v],
			v + 1 < N_VERDICTS ? ", " : "\n");
}

int claims_print(FILE *out, const struct bounds *published, figure_lookup lookup, void *arg,
		 const char *unit, const char *not_ns)
{
	const struct judge judge = { lookup, arg, unit, not_ns };
	struct row *rows = calloc(bounds_count(published) + 1, sizeof(*rows));
	size_t n = 1;

	if (!rows)
		return -ENOMEM;
	/* The first row is the headings. */
	for (int c = 0; c < COLUMNS; c++)
		snprintf(rows[0].cells[c], CELL_SIZE, "%s", headings[c]);
	for (size_t i = 0; i < bounds_count(published); i++) {
		const struct bound *bound = bounds_at(published, i);

		if (bound->op == BOUND_NO || !parse_claim(bound->why, &rows[n])) {
			memset(&rows[n], 0, sizeof(rows[n]));
			continue;
		}
		fill_row(&judge, bound, &rows[n++]);
	}
	print_table(out, rows, n);
	free(rows);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
