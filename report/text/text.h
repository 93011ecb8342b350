/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints text from a result file so that terminals, XML and JSON take it as plain text. */
#ifndef REPORT_TEXT_TEXT_H
#define REPORT_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <jansson.h>

/*
 * Prints "?" for every byte that is not printable ASCII, because a terminal could obey it.  Cuts
 * the text after 200 bytes and prints "..." then.
 */
void print_text(FILE *out, const char *text);
/*
 * Prints a JSON value like print_text().  A string has no quotes; NULL and null are "(not known)".
 */
void print_json(FILE *out, const json_t *value);
/*
 * Prints text of a file as a code span of Markdown, in which nothing is Markdown, a link or a mention,
 * and which is readable as it stands in a mail.  The two characters that would end a span or a cell
 * become others: "`" is "'", and "|" is "/".  Cuts the text like print_text().
 */
void print_markdown(FILE *out, const char *text);
/* As print_markdown(), cut after so many bytes. */
void print_code(FILE *out, const char *text, size_t most);
/* Escapes text for XML elements and attributes.  Prints "?" for characters that XML cannot hold. */
void print_xml(FILE *out, const char *text);
/* Writes value with about three digits, like test_progs: 0.39, 28.4, 1133.  size is in bytes. */
void figure_text(double value, char *text, size_t size);
/* Writes a change by this share: "+12.3 %", and as a factor where nobody thinks in percent: "x1917". */
void ratio_text(double ratio, char *text, size_t size);
/* Writes value with four digits, and all of a larger one: 0.3912, 28.41, 0.4, 123456. */
void figure_long(double value, char *text, size_t size);
/* Returns the columns that UTF-8 text takes on a terminal.  Assumes one column per character. */
size_t text_width(const char *text);

#endif /* REPORT_TEXT_TEXT_H */
