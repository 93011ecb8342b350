/* SPDX-License-Identifier: GPL-2.0-only */
/* The files that options and arguments name: "-" is standard input everywhere. */
#ifndef BENCH_RESULT_INPUT_H
#define BENCH_RESULT_INPUT_H

#include <stdio.h>

/*
 * Opens a file to read. "-" is standard input, which stays open when the caller closes what it got.
 * Returns a file descriptor, or a negative errno: -EALREADY for a second "-", because standard input
 * can be read once.
 */
int input_open(const char *path);
/* As input_open(), for a stream. Returns NULL with errno set. */
FILE *input_stream(const char *path);
/* What to call the path in messages, and what an errno of it means. */
const char *input_name(const char *path);
const char *input_error(int error);

#endif /* BENCH_RESULT_INPUT_H */
