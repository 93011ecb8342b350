// SPDX-License-Identifier: GPL-2.0-only
/* Holds figures against limits, and prints limits. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/bounds.h"

#define NUMBER_SIZE 40
#define LIMIT_SIZE 256

void bound_number(double number, char *text, size_t size)
{
	/* Three digits are what a measurement has; a count has as many as it has. */
	if (!isfinite(number))
		snprintf(text, size, "%g", number);
	else if (number == nearbyint(number) || fabs(number) >= 1000)
		snprintf(text, size, "%.0f", number);
	else
		snprintf(text, size, "%.3g", number);
}

void bound_text(const struct bound *bound, char *text, size_t size)
{
	char lo[NUMBER_SIZE], hi[NUMBER_SIZE], scale[LIMIT_SIZE];

	/* As the file has them: 10 digits bring back every decimal written there. */
	snprintf(lo, sizeof(lo), "%.10g", bound->lo);
	snprintf(hi, sizeof(hi), "%.10g", bound->hi);
	if (bound->other)
		snprintf(scale, sizeof(scale), "* %s%s%s%s", bound->other, bound->unit ? " [" : "",
			 bound->unit ?: "", bound->unit ? "]" : "");
	else
		snprintf(scale, sizeof(scale), "%s", bound->unit ?: "");
	switch (bound->op) {
	case BOUND_LE:
		snprintf(text, size, "<= %s %s", hi, scale);
		break;
	case BOUND_GE:
		snprintf(text, size, ">= %s %s", lo, scale);
		break;
	case BOUND_IN:
		snprintf(text, size, "%s..%s %s", lo, hi, scale);
		break;
	case BOUND_NO:
		snprintf(text, size, "none");
		break;
	}
}

/* Where an end of what is allowed may be: an absolute limit's is known. */
struct end {
	double least, most;
};

/* The whole interval against the whole of where both ends may be; NaN is beyond. */
static enum bound_verdict hold(const struct bound *bound, const struct figure *figure,
			       struct end lo, struct end hi)
{
	bool above = bound->op != BOUND_LE, below = bound->op != BOUND_GE;

	if (!isfinite(figure->value) || isnan(figure->lo) || isnan(figure->hi))
		return BOUND_FAIL;
	if ((below && figure->lo > hi.most) || (above && figure->hi < lo.least))
		return BOUND_FAIL;
	if ((below && figure->hi > hi.least) || (above && figure->lo < lo.most))
		return BOUND_UNDECIDED;
	return BOUND_PASS;
}

/* The limit in the figure's unit, by other's value: "18.2", "15..18.2". */
static void scaled_text(const struct bound *bound, double value, char *text, size_t size)
{
	char lo[NUMBER_SIZE], hi[NUMBER_SIZE];

	bound_number(bound->lo * value, lo, sizeof(lo));
	bound_number(bound->hi * value, hi, sizeof(hi));
	snprintf(text, size, "%s%s%s", bound->op == BOUND_LE ? "" : lo,
		 bound->op == BOUND_IN ? ".." : "", bound->op == BOUND_GE ? "" : hi);
}

/* Why a limit relative to this figure cannot be judged; NULL when it can. */
static const char *unusable(const struct figure *other, bool found, const char *unit)
{
	if (!found || !other->ok || !isfinite(other->value) || !isfinite(other->lo) ||
	    !isfinite(other->hi))
		return "not measured";
	if (strcmp(other->unit, unit))
		return "in another unit";
	/* Less than nothing, give or take: no multiple of it is a limit. */
	return other->value <= 0 ? "not above 0" : NULL;
}

/*
 * What a figure that is dearer than it would be alone, or is held against one that is, shows all
 * the same: a shared core's kept its upper limit, an exclusive one's broke one that was too high.
 */
static bool shown(const struct bound *bound, enum bound_verdict verdict, bool shared)
{
	return bound->op == BOUND_LE && verdict == (shared ? BOUND_PASS : BOUND_FAIL);
}

static enum bound_verdict check_relative(const struct bound *bound, const struct figure *figure,
					 figure_lookup lookup, void *arg, char *note, size_t size)
{
	enum bound_verdict verdict;
	struct figure other = { .ok = false };
	bool found = lookup && lookup(arg, bound->other, &other);
	const char *why = unusable(&other, found, figure->unit);
	char limit[2 * NUMBER_SIZE + 2];

	if (why) {
		snprintf(note, size, "%s", why);
		return BOUND_NOT_APPLICABLE;
	}
	scaled_text(bound, other.value, limit, sizeof(limit));
	snprintf(note, size, "%s %s", limit, other.unit);
	verdict = hold(bound, figure, (struct end){ bound->lo * other.lo, bound->lo * other.hi },
		       (struct end){ bound->hi * other.lo, bound->hi * other.hi });
	if (figure->shared != other.shared && !shown(bound, verdict, figure->shared)) {
		snprintf(note, size, "%s %s, of another state of the core", limit, other.unit);
		return BOUND_UNDECIDED;
	}
	return verdict;
}

static bool timeless(const char *unit)
{
	return !strcmp(unit, "bytes") || !strcmp(unit, "insns") || !strcmp(unit, "hw_insns");
}

static enum bound_verdict check_absolute(const struct bound *bound, const struct figure *figure,
					 unsigned int flags, char *note, size_t size)
{
	enum bound_verdict verdict;

	if (flags & BOUND_NO_ABSOLUTE || (flags & BOUND_NO_TIME && !timeless(figure->unit))) {
		snprintf(note, size, "not enforced here");
		return BOUND_NOT_APPLICABLE;
	}
	if (strcmp(bound->unit, figure->unit)) {
		snprintf(note, size, "the figure is in %s", figure->unit);
		return BOUND_NOT_APPLICABLE;
	}
	verdict = hold(bound, figure, (struct end){ bound->lo, bound->lo },
		       (struct end){ bound->hi, bound->hi });
	if (figure->shared && verdict != BOUND_UNDECIDED && !shown(bound, verdict, true)) {
		snprintf(note, size, "the core was shared: alone it costs less");
		return BOUND_UNDECIDED;
	}
	return verdict;
}

enum bound_verdict bounds_check(const struct bound *bound, const struct figure *figure,
				figure_lookup lookup, void *arg, unsigned int flags, char *text,
				size_t size)
{
	char limit[LIMIT_SIZE + 2 * NUMBER_SIZE], note[LIMIT_SIZE] = "";
	enum bound_verdict verdict;

	bound_text(bound, limit, sizeof(limit));
	if (bound->op == BOUND_NO) {
		verdict = BOUND_NONE;
	} else if (!figure->ok) {
		verdict = BOUND_NOT_APPLICABLE;
		snprintf(note, sizeof(note), "nothing measured");
	} else if (bound->other) {
		verdict = check_relative(bound, figure, lookup, arg, note, sizeof(note));
	} else {
		verdict = check_absolute(bound, figure, flags, note, sizeof(note));
	}
	snprintf(text, size, "%s%s%s%s", limit, *note ? " (" : "", note, *note ? ")" : "");
	return verdict;
}

enum bound_verdict bounds_judge(const struct bounds *bounds, const char *metric,
				const struct figure *figure, figure_lookup lookup, void *arg,
				unsigned int flags, char *text, size_t size)
{
	const struct bound *both[] = {
		figure->unit ? bounds_find(bounds, metric, figure->unit) : NULL,
		figure->unit ? bounds_find_relative(bounds, metric, figure->unit) : NULL,
	};
	enum bound_verdict verdict = BOUND_NONE;

	if (size)
		*text = '\0';
	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		char one[LIMIT_SIZE + LIMIT_SIZE];
		enum bound_verdict v;

		if (!both[i])
			continue;
		v = bounds_check(both[i], figure, lookup, arg, flags, one, sizeof(one));
		if (v <= verdict)
			continue;
		verdict = v;
		snprintf(text, size, "%s", one);
	}
	return verdict;
}
