/* SPDX-License-Identifier: GPL-2.0-only */
/* The files that options name to write: "-" is standard output. */
#ifndef BENCH_RESULT_OUTPUT_H
#define BENCH_RESULT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

bool is_output(const char *path);
/*
 * Returns a file descriptor of standard output for a file called "-". Nothing else may be in what its
 * reader gets, so from then on everything that is printed goes to standard error. Returns a negative
 * errno: -EALREADY the second time.
 */
int output_take(void);
/* Opens a file to write, or "-" by output_take(). Returns NULL with errno set. */
FILE *output_stream(const char *path);
/* What to call the path in messages. */
const char *output_name(const char *path);

#endif /* BENCH_RESULT_OUTPUT_H */
