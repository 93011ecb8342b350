/* SPDX-License-Identifier: GPL-2.0-only */
/* Markdown of at most so many bytes, in which no text of a file is Markdown. */
#ifndef REPORT_PAGE_MD_TEXT_H
#define REPORT_PAGE_MD_TEXT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * A comment on GitHub has at most 65536 characters, which a step's own words have to fit in, too.  The
 * summary of a step could have 1 MiB.
 */
#define MD_BYTES 60000

/* So many bytes of a line that has texts of files in it are shown. */
#define MD_LINE 1000

struct md_output {
	FILE *out;
	/* What was written, and what is kept for the end. */
	size_t bytes, reserved;
};

/* Text in memory that becomes part of an output.  Opens it; NULL if out of memory. */
struct md_part {
	FILE *out;
	char *text;
	size_t size;
};
FILE *md_open(struct md_part *part);
/* Closes and frees it.  Writes all of it, or nothing if it does not fit.  Returns whether it did. */
bool md_put(struct md_output *output, struct md_part *part);
/* As md_put() for a fixed text. */
bool md_puts(struct md_output *output, const char *text);
/* Returns true if so many more bytes would fit. */
bool md_fits(const struct md_output *output, size_t bytes);

#endif /* REPORT_PAGE_MD_TEXT_H */
