/* SPDX-License-Identifier: GPL-2.0-only */
/* Parses one line of a bounds file; docs/bounds.md is the format. */
#ifndef BENCH_BOUNDS_PARSE_H
#define BENCH_BOUNDS_PARSE_H

#include <stddef.h>

#include "bench/result/bounds.h"

/* The position of the parser, and the buffer for its error message. */
struct parser {
	const char *path;
	unsigned int line;
	char *at;
	char *err;
	size_t err_size;
};

/* Writes "file:line: " and the message into err. Returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int parser_fail(const struct parser *parser,
						      const char *format, ...);

/*
 * Parses a copy of a line. The copy then belongs to the bound; free it by bound->metric, where the
 * block starts. Returns 1 if the line has a limit, 0 if it has none, or -EINVAL with the reason in
 * err.
 */
int bound_parse(struct parser *parser, char *copy, struct bound *bound);

#endif /* BENCH_BOUNDS_PARSE_H */
