// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/result/screen.h"
#include "bench/runner/print.h"
#include "bench/runner/progress.h"

#define INTERVAL_NS (200 * 1000 * 1000)
/* Width of the table's columns for numbers and names, and of those for a figure. */
#define TABLE_WIDTH 58
#define FIGURE_WIDTH 25
#define LINE_SIZE 256

#define DIM "\033[2m"
#define NORMAL "\033[0m"
#define CLEAR_REST "\033[K"

static int columns(FILE *out)
{
	return screen_width(out);
}

static bool can_clear(void)
{
	const char *term = getenv("TERM");

	return term && term[0] && strcmp(term, "dumb");
}

void progress_open(struct progress *progress, const struct catalog *catalog, bool ktap)
{
	bool table = isatty(STDOUT_FILENO) && !ktap && can_clear();

	*progress = (struct progress){ .catalog = catalog, .figures = table };
	if (isatty(STDERR_FILENO))
		progress->out = stderr;
	else if (table)
		progress->out = stdout;
}

void progress_close(struct progress *progress)
{
	size_t i;

	if (progress->out) {
		fputs("\r" CLEAR_REST, progress->out);
		fflush(progress->out);
		/* If the terminal did not take it: the table shows it again. */
		clearerr(progress->out);
	}
	for (i = 0; i < progress->n; i++)
		free(progress->figure[i].name);
	free(progress->figure);
	*progress = (struct progress){};
}

/* Returns the next figure that has not been shown yet, or NULL if all have been. */
static const struct progress_figure *next_figure(struct progress *progress)
{
	size_t i, at;

	for (i = 1; i <= progress->n; i++) {
		at = (progress->shown + i) % progress->n;
		if (progress->figure[at].latest) {
			progress->figure[at].latest = false;
			progress->shown = at;
			return &progress->figure[at];
		}
	}
	return NULL;
}

/* Appends the longest text that fits: a line that wraps could not be overwritten. */
static void add_figure(char *line, size_t size, int width, const struct progress_figure *figure)
{
	size_t used = strlen(line);
	char value[32];
	int n;

	print_number(value, sizeof(value), figure->value);
	n = snprintf(line + used, size - used, ": %s/%s:%s %s %s, round %u", figure->child->test,
		     figure->name, figure->settled ? "settled" : "?", value, figure->unit,
		     figure->rounds);
	if ((int)used + n < width)
		return;
	n = snprintf(line + used, size - used, ": %s/%s:? %s %s", figure->child->test, figure->name,
		     value, figure->unit);
	if ((int)used + n >= width)
		line[used] = '\0';
}

/* Appends which test is measuring now, if there is no new figure. */
static void add_turn(char *line, size_t size, int width, const struct children *children)
{
	size_t i, used = strlen(line);

	for (i = 0; i < children->n; i++)
		if (children->child[i].turn &&
		    (int)used + snprintf(line + used, size - used, ": measuring %s",
					 children->child[i].test) >=
			    width)
			line[used] = '\0';
}

void progress_write(void *arg, const struct children *children)
{
	struct progress *progress = arg;
	const struct progress_figure *figure = NULL;
	char line[LINE_SIZE], left[48] = "";
	size_t i, ops = 0, settled = 0;
	uint64_t now = clock_ns();
	double seconds = (double)(int64_t)(children->deadline - now) / 1e9;
	bool began = false;

	for (i = 0; i < children->n; i++) {
		ops += children->child[i].ops;
		settled += children->child[i].settled;
		began |= children->child[i].began;
	}
	if ((!began && !progress->figures) || now - progress->written < INTERVAL_NS)
		return;
	progress->written = now;
	/* In instruction mode rounds are counted and there is no deadline. */
	if (children->deadline)
		snprintf(left, sizeof(left), ", at most %.0f s left", seconds > 0 ? seconds : 0);
	if (began)
		snprintf(line, sizeof(line), "operation %zu of %zu%s", settled, ops, left);
	else
		snprintf(line, sizeof(line), "preparing%s", left);
	if (progress->figures) {
		figure = next_figure(progress);
		if (figure)
			snprintf(line, sizeof(line), "%zu of %zu%s", settled, ops, left);
		if (figure)
			add_figure(line, sizeof(line), columns(progress->out), figure);
		else
			add_turn(line, sizeof(line), columns(progress->out), children);
	}
	/* The rest of the line is cleared last, so that a reader sees the whole line at once. */
	fprintf(progress->out, "%s%s\r", line, progress->figures ? CLEAR_REST : " ");
	fflush(progress->out);
}

static struct progress_figure *find(struct progress *progress, const struct child *child,
				    const char *name)
{
	struct progress_figure *figure;
	size_t i;

	for (i = 0; i < progress->n; i++)
		if (progress->figure[i].child == child && !strcmp(progress->figure[i].name, name))
			return &progress->figure[i];
	figure = realloc(progress->figure, (progress->n + 1) * sizeof(*figure));
	if (!figure)
		return NULL;
	progress->figure = figure;
	figure += progress->n;
	*figure = (struct progress_figure){ .name = strdup(name), .child = child };
	if (!figure->name)
		return NULL;
	progress->n++;
	return figure;
}

/* Prints "#3/15   map_perf/hash_lookup_hit:?      28.3 ns    ±0.12", as the table does. */
static void print_line(const struct progress *progress, const struct child *child,
		       const struct child_figure *figure)
{
	unsigned int test = catalog_test_number(progress->catalog, child->test);
	int names = columns(progress->out) - FIGURE_WIDTH;
	char line[LINE_SIZE], text[LINE_SIZE], number[32], value[32], half[32];
	FILE *out = progress->out;
	int used, pad, width;

	snprintf(number, sizeof(number), "#%u/%u", test,
		 test ? catalog_op_number(progress->catalog, test, figure->op) : 0);
	used = snprintf(line, sizeof(line), "%-7s %s/%s:%s", number, child->test, figure->op,
			figure->failed	  ? "FAIL"
			: figure->settled ? "settled"
					  : "?");
	if (figure->failed) {
		fprintf(out, "%s (%s)" CLEAR_REST "\n", line, figure->failed);
		return;
	}
	names = names < TABLE_WIDTH ? names : TABLE_WIDTH;
	print_number(value, sizeof(value), figure->value);
	print_number(half, sizeof(half), figure->half);
	pad = used < names ? names - used : 1;
	width = snprintf(text, sizeof(text), "%*s %9s %-5s", pad, "", value, figure->unit);
	/* A long name leaves less room, and a line that wraps could not be overwritten. */
	if (used + width >= columns(out))
		width = snprintf(text, sizeof(text), " %s %s", value, figure->unit);
	fprintf(out, "%s%s%s", figure->settled ? "" : DIM, line, text);
	/* One round has no interval. */
	if (figure->rounds > 1 && used + width + 2 + (int)strlen(half) < columns(out))
		fprintf(out, " ±%s", half);
	fprintf(out, "%s" CLEAR_REST "\n", figure->settled ? "" : NORMAL);
}

void progress_figure(void *arg, const struct child *child, const struct child_figure *figure)
{
	struct progress *progress = arg;
	struct progress_figure *known = find(progress, child, figure->op);

	if (!known || known->failed)
		return;
	if (figure->failed || !known->rounds || figure->settled != known->settled)
		print_line(progress, child, figure);
	known->failed = figure->failed;
	known->latest = !known->failed;
	known->rounds = figure->rounds;
	known->settled = figure->settled;
	known->value = figure->value;
	snprintf(known->unit, sizeof(known->unit), "%s", figure->unit ? figure->unit : "");
}
