// SPDX-License-Identifier: GPL-2.0-only
/* Computes what the changes cost the user's own workload. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/input.h"
#include "report/compare/events.h"
#include "report/compare/nearest.h"
#include "report/compare/pair.h"
#include "report/compare/table.h"

#define SECONDS_PER_DAY 86400.0

void events_clear(struct events *events)
{
	for (size_t i = 0; i < events->n; i++)
		free(events->event[i].name);
	free(events->event);
	*events = (struct events){};
}

static int add(struct events *events, const char *name, double rate, unsigned int line)
{
	struct event *grown = realloc(events->event, (events->n + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	events->event = grown;
	grown[events->n].name = strdup(name);
	grown[events->n].rate = rate;
	grown[events->n].line = line;
	return grown[events->n++].name ? 0 : -ENOMEM;
}

/* Parses "test/operation RATE [# comment]".  Returns 0 for an empty line, too. */
static int parse(struct events *events, char *text, unsigned int line, const char **what)
{
	char *name, *number, *rest, *end;
	double rate;

	text[strcspn(text, "#\n")] = '\0';
	name = strtok_r(text, " \t\r", &rest);
	if (!name)
		return 0;
	number = strtok_r(NULL, " \t\r", &rest);
	*what = "expected an operation and its rate per second";
	if (!number || strtok_r(NULL, " \t\r", &rest))
		return -EINVAL;
	rate = strtod(number, &end);
	*what = "expected a number of events per second, 0 to 1e12";
	if (*end || end == number || !isdigit((unsigned char)*number) ||
	    !(rate >= 0 && rate <= 1e12))
		return -EINVAL;
	for (size_t i = 0; i < events->n; i++) {
		*what = "the operation is already in the file";
		if (!strcmp(events->event[i].name, name))
			return -EINVAL;
	}
	*what = "out of memory";
	return add(events, name, rate, line);
}

int events_read(const char *path, struct events *events, char *err, size_t size)
{
	FILE *file = input_stream(path);
	const char *what = "";
	unsigned int line = 0;
	char text[512];
	int ret = 0;

	*events = (struct events){};
	if (!file) {
		snprintf(err, size, "%s: cannot be read: %s", input_name(path), input_error(errno));
		return -EINVAL;
	}
	while (!ret && fgets(text, sizeof(text), file)) {
		line++;
		what = "the line is too long";
		ret = !strchr(text, '\n') && !feof(file) ? -EINVAL
							 : parse(events, text, line, &what);
	}
	if (!ret && (ferror(file) || !events->n)) {
		what = ferror(file) ? "cannot be read" : "the file has no operation";
		ret = -EINVAL;
	}
	if (ret) {
		snprintf(err, size, "%s:%u: %s", input_name(path), line, what);
		events_clear(events);
	}
	fclose(file);
	return ret;
}

/* Columns of names and of rates, and what a line begins with that has no name. */
#define NAMES 44
#define RATES 12
#define INDENT 2

static const struct difference *find(const struct comparison *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->diffs[i].name, name))
			return &c->diffs[i];
	return NULL;
}

/* A name has a line of its own where it leaves no room for the rest. */
static void print_line(FILE *out, unsigned int width, const char *name, const char *rate,
		       const char *cost)
{
	if (!width || NAMES + 1 + RATES + 1 + strlen(cost) <= width)
		fprintf(out, "%-*s %*s %s\n", NAMES, name, RATES, rate, cost);
	else
		fprintf(out, "%s\n%*s %s\n", name, INDENT + RATES, rate, cost);
}

/* rate is NULL for the sum of all, whose costs are in ns per second. */
static void print_cost(FILE *out, unsigned int width, const char *name, const double *rate,
		       const struct difference *change, bool unsure)
{
	double times = rate ? *rate : 1, day = times * SECONDS_PER_DAY / 1e9;
	char events[32] = "", cost[160];

	if (rate)
		snprintf(events, sizeof(events), "%.0f", *rate);
	snprintf(cost, sizeof(cost), "%+10.1f [%+.1f, %+.1f] CPU s per day, %+.3f %% of a core%s",
		 change->delta * day, change->lo * day, change->hi * day,
		 change->delta * times / 1e9 * 100, unsure ? " (unsure)" : "");
	print_line(out, width, name, events, cost);
}

/* Returns the ns of one unit of an operation's figure; 0 if that is not known. */
static double scale_of(const struct events *events, const char *unit, const char *name)
{
	if (!strcmp(unit, "ns"))
		return 1;
	return events->pair ? insn_pair_ns(events->pair, name) : events->insn_ns;
}

static void print_pair(FILE *out, const struct insn_pair *pair)
{
	fprintf(out,
		"%.3f ns an instruction: median of %zu operations [quartiles %.3f, %.3f], of each "
		"operation its own where both files measured it\n",
		pair->median, pair->n, pair->lo, pair->hi);
}

int events_print(FILE *out, const struct events *events, const struct comparison *c,
		 unsigned int width, char *err, size_t size)
{
	struct difference change, all = {};
	char setting[64];

	const char *unit = side_unit(c->old);

	if (!(scale_of(events, unit, "") > 0)) {
		snprintf(err, size,
			 "--events: these results count instructions: --insn-ns tells how long one "
			 "takes on your machine (cycles per instruction divided by GHz), or --pair "
			 "twice, a "
			 "file in ns and one in insns of one kernel");
		return -EINVAL;
	}
	fprintf(out, "\nCost for the workload, %s against %s (events/s, change):\n", c->new->label,
		c->old->label);
	if (strcmp(unit, "ns") && events->pair)
		print_pair(out, events->pair);
	for (size_t i = 0; i < events->n; i++) {
		const struct event *e = &events->event[i];
		double scale = scale_of(events, unit, e->name);
		const struct difference *d = find(c, e->name);

		if (!side_find(c->old, e->name) && !side_find(c->new, e->name)) {
			snprintf(setting, sizeof(setting), "--events, line %u", e->line);
			nearest_complain(setting, e->name, c->old, 1, err, size);
			return -EINVAL;
		}
		if (!d || strcmp(d->unit, unit)) {
			snprintf(err, size,
				 "--events, line %u: %.200s is not an operation in %s of these "
				 "results, or --only leaves it out",
				 e->line, e->name, unit);
			return -EINVAL;
		}
		if (d->cost == CHANGE_UNSURE) {
			/* Perhaps nothing, perhaps as much as the interval says. */
			change = (struct difference){ .lo = fmin(d->lo, 0), .hi = fmax(d->hi, 0) };
		} else if (d->cost == CHANGE_WORSE || d->cost == CHANGE_BETTER) {
			change = (struct difference){ .delta = d->delta, .lo = d->lo, .hi = d->hi };
		} else {
			char rate[32], word[32];

			snprintf(rate, sizeof(rate), "%.0f", e->rate);
			snprintf(word, sizeof(word), "%10s",
				 d->change == CHANGE_NONE ? "~" : change_word(d));
			print_line(out, width, e->name, rate, word);
			continue;
		}
		change.delta *= scale;
		change.lo *= scale;
		change.hi *= scale;
		print_cost(out, width, e->name, &e->rate, &change, d->cost == CHANGE_UNSURE);
		all.delta += e->rate * change.delta;
		all.lo += e->rate * change.lo;
		all.hi += e->rate * change.hi;
	}
	print_cost(out, width, "together", NULL, &all, false);
	return 0;
}
