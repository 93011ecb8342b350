// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/result/input.h"
#include "report/compare/nearest.h"
#include "report/compare/side.h"
#include "report/compare/waive.h"

#define BLANKS " \t\r"

/* A day that the calendar has. */
static bool is_day(const char *text)
{
	struct tm tm = {}, same;
	char again[11];
	time_t when;
	int end = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &end) != 3 ||
	    end != 10 || text[end])
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	when = timegm(&tm);
	return gmtime_r(&when, &same) && strftime(again, sizeof(again), "%F", &same) == 10 &&
	       !strcmp(again, text);
}

/* Returns what is wrong with the line, NULL if nothing is. */
static const char *parse(char *text, struct waiver *waiver)
{
	char *rest, *name, *ceiling, *until, *end;

	name = strtok_r(text, BLANKS, &rest);
	ceiling = strtok_r(NULL, BLANKS, &rest);
	until = strtok_r(NULL, BLANKS, &rest);
	if (!ceiling || !until)
		return "expected an operation, a ceiling, a day and a reason";
	waiver->ceiling = strtod(ceiling, &end) / 100;
	if (end == ceiling || strcmp(end, "%") || !(waiver->ceiling > 0 && waiver->ceiling <= 100))
		return "expected a ceiling such as 30%";
	if (!is_day(until))
		return "expected a day such as 2027-01-31";
	rest += strspn(rest, BLANKS);
	if (!*rest)
		return "expected a reason";
	snprintf(waiver->until, sizeof(waiver->until), "%s", until);
	waiver->name = strdup(name);
	waiver->reason = strdup(rest);
	return waiver->name && waiver->reason ? NULL : "out of memory";
}

static const char *add(struct waivers *waivers, char *text, unsigned int line)
{
	struct waiver *grown;
	const char *what;

	text[strcspn(text, "#\n")] = '\0';
	if (!text[strspn(text, BLANKS)])
		return NULL;
	grown = realloc(waivers->waiver, (waivers->n + 1) * sizeof(*grown));
	if (!grown)
		return "out of memory";
	waivers->waiver = grown;
	grown[waivers->n] = (struct waiver){ .line = line };
	what = parse(text, &grown[waivers->n]);
	/* Counted whatever became of it: what it has is freed with the others. */
	waivers->n++;
	for (size_t i = 0; !what && i + 1 < waivers->n; i++)
		if (!strcmp(grown[i].name, grown[waivers->n - 1].name))
			what = "the operation has a waiver already";
	return what;
}

int waivers_read(const char *path, time_t now, struct waivers *waivers, char *err, size_t size)
{
	FILE *file = input_stream(path);
	const char *what = NULL;
	unsigned int line = 0;
	char text[512];
	struct tm tm;

	*waivers = (struct waivers){ .path = path };
	if (gmtime_r(&now, &tm))
		strftime(waivers->today, sizeof(waivers->today), "%F", &tm);
	if (!file) {
		snprintf(err, size, "%s: cannot be read: %s", input_name(path), input_error(errno));
		return -EINVAL;
	}
	while (!what && fgets(text, sizeof(text), file)) {
		line++;
		what = !strchr(text, '\n') && !feof(file) ? "the line is too long"
							  : add(waivers, text, line);
	}
	if (!what && ferror(file))
		what = "cannot be read";
	fclose(file);
	if (!what)
		return 0;
	snprintf(err, size, "%s:%u: %s", input_name(path), line, what);
	waivers_clear(waivers);
	return -EINVAL;
}

void waivers_clear(struct waivers *waivers)
{
	for (size_t i = 0; i < waivers->n; i++) {
		free(waivers->waiver[i].name);
		free(waivers->waiver[i].reason);
	}
	free(waivers->waiver);
	*waivers = (struct waivers){};
}

int waivers_known(const struct waivers *waivers, const struct side *sides, size_t n, char *err,
		  size_t size)
{
	char setting[256];

	for (size_t i = 0; i < waivers->n; i++) {
		bool known = false;

		for (size_t j = 0; j < n && !known; j++)
			known = side_find(&sides[j], waivers->waiver[i].name);
		if (known)
			continue;
		snprintf(setting, sizeof(setting), "%s:%u", input_name(waivers->path),
			 waivers->waiver[i].line);
		nearest_complain(setting, waivers->waiver[i].name, sides, n, err, size);
		return -EINVAL;
	}
	return 0;
}

const struct waiver *waiver_find(const struct waivers *waivers, const char *name)
{
	for (size_t i = 0; i < waivers->n; i++)
		if (!strcmp(waivers->waiver[i].name, name))
			return &waivers->waiver[i];
	return NULL;
}

const struct waiver *waiver_expired(const struct waivers *waivers)
{
	for (size_t i = 0; i < waivers->n; i++)
		if (strcmp(waivers->waiver[i].until, waivers->today) < 0)
			return &waivers->waiver[i];
	return NULL;
}
