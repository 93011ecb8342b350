// SPDX-License-Identifier: GPL-2.0-only
/* Compares published figures with measured ones. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/claims.h"

/* The beginning of the remark of a published figure that is no cost. */
#define NOT_A_COST "not a cost"

static const char *const verdict_names[] = {
	"HOLDS", "CHEAPER", "DEARER", "UNDECIDED", "NOT MEASURABLE HERE", "NOT A COST"
};

/* The arguments of claims_judge(). */
struct judge {
	figure_lookup lookup;
	void *arg;
	const char *unit;
	const char *not_ns;
};

/* Copies the text before the first of the characters in stop. Returns what follows it. */
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

/* Splits a claim's comment into its parts. Returns false if the comment is not a claim. */
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

/* Returns true if the operation is one of the run, whether it was measured or not. */
static bool known(const struct judge *judge, const char *metric)
{
	struct figure figure;

	return judge->lookup && judge->lookup(judge->arg, metric, &figure);
}

/* Returns true if there is a figure that one can calculate with. */
static bool usable(const struct judge *judge, const char *metric, struct figure *figure)
{
	*figure = (struct figure){ .ok = false };
	return judge->lookup && judge->lookup(judge->arg, metric, figure) && figure->ok &&
	       isfinite(figure->value) && isfinite(figure->lo) && isfinite(figure->hi);
}

/* Replaces figure by its ratio to other. The interval is the widest that both intervals allow. */
static void divide(struct figure *figure, const struct figure *other)
{
	figure->value /= other->value;
	figure->lo = figure->lo > 0 ? figure->lo / other->hi : 0;
	figure->hi = other->lo > 0 ? figure->hi / other->lo : INFINITY;
}

/* Gets the figure that the claim is about, a ratio for a relative claim. Returns NULL, or why if
 * there is no figure, with the reason written into it. */
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
	/* For events or packets per second, more is cheaper. */
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
	row->selected = known(judge, bound->metric);
	if (bound->op == BOUND_NO) {
		row->verdict = CLAIM_NOT_A_COST;
		for (int c = CLAIM_OPERATION; c <= CLAIM_MEASURED; c++)
			snprintf(row->cells[c], CLAIM_CELL, "-");
		snprintf(row->cells[CLAIM_VERDICT], CLAIM_CELL, "%s", verdict_names[row->verdict]);
		return;
	}
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

static size_t group_len(const struct claim *claim)
{
	return strcspn(claim->cells[CLAIM_ID], ".");
}

static bool same_group(const struct claim *a, const struct claim *b)
{
	size_t len = group_len(a);

	return len == group_len(b) && !strncmp(a->cells[CLAIM_ID], b->cells[CLAIM_ID], len);
}

/* A claim that nothing measures has no operation, so that its group decides. */
static void select_unmeasured(struct claim *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; !list[i].selected && j < n; j++)
			list[i].selected =
				(*list[i].needs || list[i].verdict == CLAIM_NOT_A_COST) &&
				list[j].selected && same_group(&list[i], &list[j]);
}

bool claim_measured(const struct claim *claim)
{
	return claim->verdict < CLAIM_NOT_MEASURABLE;
}

const char *claim_verdict_name(enum claim_verdict verdict)
{
	return verdict_names[verdict];
}

const char *claim_group(const struct claim *claim)
{
	static const struct {
		const char *prefix, *heading;
	} groups[] = {
		{ "map", "Maps" },
		{ "helper", "Helpers" },
		{ "insn", "Instructions" },
		{ "output", "Data transfer" },
		{ "sampling", "Sampling" },
		{ "hook", "Hooks" },
		{ "config", "Loading and configuration" },
		{ "tool", "Whole tools" },
	};
	size_t len = group_len(claim);

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (len == strlen(groups[i].prefix) &&
		    !strncmp(claim->cells[CLAIM_ID], groups[i].prefix, len))
			return groups[i].heading;
	return claim->cells[CLAIM_ID];
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

		if (!parse_claim(bound->why, &list[*n]) ||
		    (bound->op == BOUND_NO &&
		     strncmp(list[*n].cells[CLAIM_REMARK], NOT_A_COST, strlen(NOT_A_COST)))) {
			memset(&list[*n], 0, sizeof(list[*n]));
			continue;
		}
		fill_row(&judge, bound, &list[(*n)++]);
	}
	select_unmeasured(list, *n);
	return 0;
}
