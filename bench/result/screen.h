/* SPDX-License-Identifier: GPL-2.0-only */
/* What the reader of a stream can see: how many columns, and whether there are colours. */
#ifndef BENCH_RESULT_SCREEN_H
#define BENCH_RESULT_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct screen {
	/* Columns of a line; 0: it may be as long as it likes. */
	unsigned int width;
	/* A person looks at it: long sentences are broken between words. */
	bool terminal;
	bool colour;
};

/* What a word is printed in. Colour only repeats what the word says. */
enum ink { INK_PLAIN, INK_HEAD, INK_WORSE, INK_BETTER, INK_OPEN, INK_DIM, INKS };

/*
 * The width is that of the terminal, else COLUMNS of the environment, else 0. In COLOUR_AUTO there
 * are colours on a terminal, unless it is a dumb one or NO_COLOR is in the environment.
 */
struct screen screen_of(FILE *out, enum colour_when when);

/* Returns the columns as above. */
unsigned int screen_width(FILE *out);

/* Return what switches an ink on and off: "" where there are no colours. */
const char *screen_on(const struct screen *screen, enum ink ink);
const char *screen_off(const struct screen *screen, enum ink ink);

/*
 * Prints text that begins in the column indent, and breaks it between words so that no line is
 * wider; a word that is wider is broken, too. Further lines are indented as well. A width of 0
 * breaks nothing. Ends no line. Prints "?" for what is no printable ASCII: a terminal could obey it.
 */
void screen_wrap(FILE *out, const char *text, unsigned int width, unsigned int indent);

/* Reads the argument of --color: auto, always or never. Returns 0 or -EINVAL. */
int colour_parse(const char *text, enum colour_when *when);

#endif /* BENCH_RESULT_SCREEN_H */
