// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench/result/array.h"
#include "bench/result/screen.h"

/* A terminal that does not tell has this many columns. */
#define USUAL 80
/* Fewer columns, or more, are taken for a mistake. */
#define LEAST 40
#define MOST 10000

static unsigned int width_of_environment(void)
{
	const char *columns = getenv("COLUMNS");
	char *end;
	unsigned long width;

	if (!columns)
		return 0;
	width = strtoul(columns, &end, 10);
	return end == columns || *end || width < LEAST || width > MOST ? 0 : width;
}

unsigned int screen_width(FILE *out)
{
	struct winsize size = {};

	if (!isatty(fileno(out)))
		return width_of_environment();
	return ioctl(fileno(out), TIOCGWINSZ, &size) || size.ws_col < LEAST ? USUAL : size.ws_col;
}

static bool wants_colour(FILE *out)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(out)) && !(no && *no) && term && *term && strcmp(term, "dumb");
}

struct screen screen_of(FILE *out, enum colour_when when)
{
	return (struct screen){
		.width = screen_width(out),
		.terminal = isatty(fileno(out)),
		.colour = when == COLOUR_AUTO ? wants_colour(out) : when == COLOUR_ALWAYS,
	};
}

const char *screen_on(const struct screen *screen, enum ink ink)
{
	static const char *const codes[INKS] = {
		[INK_PLAIN] = "",	   [INK_HEAD] = "\033[1m",  [INK_WORSE] = "\033[31m",
		[INK_BETTER] = "\033[32m", [INK_OPEN] = "\033[33m", [INK_DIM] = "\033[2m",
	};

	return screen->colour ? codes[ink] : "";
}

const char *screen_off(const struct screen *screen, enum ink ink)
{
	return screen->colour && ink != INK_PLAIN ? "\033[0m" : "";
}

static void print_bytes(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputc((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~' ? '?' : text[i],
		      out);
}

void screen_wrap(FILE *out, const char *text, unsigned int width, unsigned int indent)
{
	size_t used = indent, room = width > indent ? width - indent : 0;

	while (*text) {
		size_t blanks = strspn(text, " "), word = strcspn(text + blanks, " ");

		if (room && used > indent && used + blanks + word > width) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else {
			print_bytes(out, text, blanks);
			used += blanks;
		}
		text += blanks;
		if (room && used + word > width)
			word = width - used;
		print_bytes(out, text, word);
		used += word;
		text += word;
	}
}

int colour_parse(const char *text, enum colour_when *when)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(text, words[i])) {
			*when = (enum colour_when)i;
			return 0;
		}
	return -EINVAL;
}
