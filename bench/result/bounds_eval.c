// SPDX-License-Identifier: GPL-2.0-only
/* Checks figures against limits, and prints limits. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/result/array.h"
#include "bench/result/bounds.h"
#include "bench/result/unit.h"

#define NUMBER_SIZE 40
#define LIMIT_SIZE 256

void bound_number(double number, char *text, size_t size)
{
	/* A measurement has three significant digits. A count is printed in full. */
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

	/* 10 digits reproduce every decimal number of the file. */
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

/* The range in which an end of the limit may be. For an absolute limit it is a point. */
struct end {
	double least, most;
};

/*
 * How far beyond a limit a figure is undecided if the limit is pinned for objects of another compiler:
 * a factor, and a multiple of the least margin of the unit. docs/notes/pinned.md has the differences
 * that were measured.
 */
#define OTHER_COMPILER 1.25
#define OTHER_COMPILER_LEAST 4

/* Widens a range to what objects of another compiler may add or save. */
static struct end other_compiler(const struct bound *bound, const struct figure *figure,
				 struct end end)
{
	const struct unit *unit = unit_find(figure->unit);
	double least = OTHER_COMPILER_LEAST * (unit ? unit->margin.least : 0);

	if (!bound->other_compiler)
		return end;
	return (struct end){ end.least / OTHER_COMPILER - least,
			     end.most * OTHER_COMPILER + least };
}

/* Compares the whole interval with the whole range of both ends. NaN counts as outside. */
static enum bound_verdict hold(const struct bound *bound, const struct figure *figure,
			       struct end lo, struct end hi)
{
	double least = other_compiler(bound, figure, lo).least;
	double most = other_compiler(bound, figure, hi).most;
	bool above = bound->op != BOUND_LE, below = bound->op != BOUND_GE;

	if (!isfinite(figure->value) || isnan(figure->lo) || isnan(figure->hi))
		return BOUND_FAIL;
	if ((below && figure->lo > most) || (above && figure->hi < least))
		return BOUND_FAIL;
	if ((below && figure->hi > hi.least) || (above && figure->lo < lo.most))
		return BOUND_UNDECIDED;
	return BOUND_PASS;
}

/* Writes the limit in the figure's unit, computed from other's value: "18.2", "15..18.2". */
static void scaled_text(const struct bound *bound, double value, char *text, size_t size)
{
	char lo[NUMBER_SIZE], hi[NUMBER_SIZE];

	bound_number(bound->lo * value, lo, sizeof(lo));
	bound_number(bound->hi * value, hi, sizeof(hi));
	snprintf(text, size, "%s%s%s", bound->op == BOUND_LE ? "" : lo,
		 bound->op == BOUND_IN ? ".." : "", bound->op == BOUND_GE ? "" : hi);
}

/* Returns why a limit relative to this figure cannot be checked, or NULL if it can. */
static const char *unusable(const struct figure *other, bool found, const char *unit)
{
	if (!found || !other->ok || !isfinite(other->value) || !isfinite(other->lo) ||
	    !isfinite(other->hi))
		return "not measured";
	if (strcmp(other->unit, unit))
		return "in another unit";
	/* With noise, a cost may come out as 0 or less. No multiple of that is a limit. */
	return other->value <= 0 ? "not above 0" : NULL;
}

/*
 * Returns true if the verdict holds although one figure is of a shared core and the other is not. A
 * shared core only raises a cost: a figure of a shared core that keeps an upper limit would keep it
 * alone, too; a figure of an exclusive core that breaks a limit raised by a shared core breaks the
 * true one, too.
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

static bool timeless(const char *name)
{
	const struct unit *unit = unit_find(name);

	return unit && unit->timeless;
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
	if (bound->other_compiler && verdict == BOUND_UNDECIDED)
		snprintf(note, size, "pinned for objects of another compiler");
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
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
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
