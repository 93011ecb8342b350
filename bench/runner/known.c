// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "bench/result/unit.h"
#include "bench/runner/known.h"

#define NAME_SIZE 256

/* Copies the metric without its tail: "map_perf/hash_*" for "map_perf/hash_*.p99". */
static void operation_of(const char *metric, char name[NAME_SIZE])
{
	const char *tail = metric_tail(metric);

	snprintf(name, NAME_SIZE, "%.*s", tail ? (int)(tail - 1 - metric) : NAME_SIZE - 1, metric);
}

/* Returns true if a figure can have this unit. A fixed unit of NULL means that the operation is
 * timed or its instructions are counted. */
static bool has_unit(const char *fixed, const char *unit)
{
	if (!unit)
		return true;
	if (fixed)
		return !strcmp(fixed, unit);
	return unit_find(unit)->clock || !strcmp(unit, COUNTED_UNIT);
}

/* Cycles are a metric of what is timed, "NAME.cycles", and of nothing else. */
static const char *wanted_unit(const struct bound *bound)
{
	const char *tail = metric_tail(bound->metric);

	if (!tail || strcmp(tail, CYCLES_UNIT) || !bound->unit)
		return bound->unit;
	return strcmp(bound->unit, CYCLES_UNIT) ? CYCLES_UNIT : "ns";
}

static bool same_unit(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The operations that a pattern matches. */
struct found {
	size_t n;
	/* How many of them can have the limit's unit, and the unit of the first one. */
	size_t fit;
	const char *unit;
};

/* unit is NULL for any unit. If like is not NULL, only operations with its fixed unit fit. */
static struct found look_up(const struct children *operations, const char *pattern,
			    const char *unit, const struct found *like)
{
	struct found found = {};
	char name[NAME_SIZE];

	for (size_t i = 0; i < operations->n; i++)
		for (size_t j = 0; j < operations->child[i].n_op_names; j++) {
			const struct child *child = &operations->child[i];
			const char *fixed = child->op_units ? child->op_units[j] : NULL;

			snprintf(name, sizeof(name), "%s/%s", child->test, child->op_names[j]);
			if (fnmatch(pattern, name, 0))
				continue;
			found.unit = found.n++ ? found.unit : fixed;
			found.fit += has_unit(fixed, unit) &&
				     (!like || same_unit(fixed, like->unit));
		}
	return found;
}

static const char *called(const char *unit)
{
	return unit ?: "ns or insns";
}

/* Writes the message that no operation matches. Returns true. */
static bool nobody(const char *pattern, struct unknown *unknown)
{
	bool glob = strpbrk(pattern, "*?[");

	snprintf(unknown->what, sizeof(unknown->what), "%s '%.80s'",
		 glob ? "no operation's name matches" : "no operation is called", pattern);
	snprintf(unknown->name, sizeof(unknown->name), "%s", pattern);
	return true;
}

static bool wrong(const struct bound *bound, const struct children *operations,
		  struct unknown *unknown)
{
	char name[NAME_SIZE], other[NAME_SIZE];
	struct found found, base;

	operation_of(bound->metric, name);
	found = look_up(operations, name, wanted_unit(bound), NULL);
	if (!found.n)
		return nobody(name, unknown);
	if (!found.fit) {
		snprintf(unknown->what, sizeof(unknown->what),
			 "'%.80s' is never in %s, it is in %s", bound->metric, bound->unit,
			 called(found.unit));
		return true;
	}
	if (!bound->other)
		return false;
	operation_of(bound->other, other);
	base = look_up(operations, other, NULL, NULL);
	if (!base.n)
		return nobody(other, unknown);
	if (look_up(operations, name, NULL, &base).fit)
		return false;
	snprintf(unknown->what, sizeof(unknown->what),
		 "'%.80s' is in %s, '%.80s' in %s: no multiple of it is a limit", name,
		 called(found.unit), other, called(base.unit));
	return true;
}

bool bounds_unknown(const struct bounds *bounds, size_t first, const struct children *operations,
		    struct unknown *unknown)
{
	for (size_t i = first; i < bounds_count(bounds); i++) {
		*unknown = (struct unknown){ .bound = bounds_at(bounds, i) };
		if (wrong(unknown->bound, operations, unknown))
			return true;
	}
	return false;
}
