// SPDX-License-Identifier: GPL-2.0-only
/* From a change per operation to what it costs the user's own workload. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

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

/* "test/operation RATE [# comment]"; 0 for an empty line, too. */
static int parse(struct events *events, char *text, unsigned int line, const char **what)
{
	char *name, *number, *rest, *end;
	double rate;

	text[strcspn(text, "#\n")] = '\0';
	name = strtok_r(text, " \t\r", &rest);
	if (!name)
		return 0;
	number = strtok_r(NULL, " \t\r", &rest);
	*what = "expected an operation and how often it is done a second";
	if (!number || strtok_r(NULL, " \t\r", &rest))
		return -EINVAL;
	rate = strtod(number, &end);
	*what = "expected a number of events per second, 0 to 1e12";
	if (*end || end == number || !isdigit((unsigned char)*number) ||
	    !(rate >= 0 && rate <= 1e12))
		return -EINVAL;
	for (size_t i = 0; i < events->n; i++) {
		*what = "this operation is there already";
		if (!strcmp(events->event[i].name, name))
			return -EINVAL;
	}
	*what = "out of memory";
	return add(events, name, rate, line);
}

int events_read(const char *path, struct events *events, char *err, size_t size)
{
	FILE *file = fopen(path, "re");
	const char *what = "";
	unsigned int line = 0;
	char text[512];
	int ret = 0;

	*events = (struct events){};
	if (!file) {
		snprintf(err, size, "%s: cannot be read: %s", path, strerror(errno));
		return -EINVAL;
	}
	while (!ret && fgets(text, sizeof(text), file)) {
		line++;
		what = "longer than a line of it can be";
		ret = !strchr(text, '\n') && !feof(file) ? -EINVAL
							 : parse(events, text, line, &what);
	}
	if (!ret && (ferror(file) || !events->n)) {
		what = ferror(file) ? "cannot be read" : "no operation in it";
		ret = -EINVAL;
	}
	if (ret) {
		snprintf(err, size, "%s:%u: %s", path, line, what);
		events_clear(events);
	}
	fclose(file);
	return ret;
}

static const struct difference *find(const struct comparison *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->diffs[i].name, name))
			return &c->diffs[i];
	return NULL;
}

static void print_one(FILE *out, const char *name, double rate, double delta, double lo, double hi)
{
	double day = rate * SECONDS_PER_DAY / 1e9, core = rate / 1e9 * 100;

	fprintf(out, "%-44s %12.0f %+10.1f [%+.1f, %+.1f] CPU s per day, %+.3f %% of a core\n",
		name, rate, delta * day, lo * day, hi * day, delta * core);
}

int events_print(FILE *out, const struct events *events, const struct comparison *c, char *err,
		 size_t size)
{
	double total = 0, lo = 0, hi = 0;

	if (strcmp(side_unit(c->old), "ns")) {
		snprintf(err, size,
			 "--events: instructions are not time: results in ns are needed");
		return -EINVAL;
	}
	fprintf(out, "\nWhat it means for the workload, %s against %s (events/s, change):\n",
		c->new->label, c->old->label);
	for (size_t i = 0; i < events->n; i++) {
		const struct event *e = &events->event[i];
		const struct difference *d = find(c, e->name);

		if (!d || strcmp(d->unit, "ns")) {
			snprintf(err, size,
				 "--events, line %u: %.200s is no operation in ns of these "
				 "results, or not one of --only",
				 e->line, e->name);
			return -EINVAL;
		}
		if (d->cost != CHANGE_WORSE && d->cost != CHANGE_BETTER) {
			fprintf(out, "%-44s %12.0f %10s\n", e->name, e->rate,
				d->change == CHANGE_NONE ? "~" : change_word(d));
			continue;
		}
		print_one(out, e->name, e->rate, d->delta, d->lo, d->hi);
		total += e->rate * d->delta;
		lo += e->rate * d->lo;
		hi += e->rate * d->hi;
	}
	/* A rate of one: the sums are ns a second already. */
	fprintf(out, "%-44s %12s %+10.1f [%+.1f, %+.1f] CPU s per day, %+.3f %% of a core\n",
		"together", "", total * SECONDS_PER_DAY / 1e9, lo * SECONDS_PER_DAY / 1e9,
		hi * SECONDS_PER_DAY / 1e9, total / 1e9 * 100);
	return 0;
}
