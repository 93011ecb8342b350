/* SPDX-License-Identifier: GPL-2.0-only */
/* One line of a bounds file; docs/bounds.md is the format. */
#ifndef BENCH_BOUNDS_PARSE_H
#define BENCH_BOUNDS_PARSE_H

#include <stddef.h>

#include "bench/bounds.h"

/* Where the parser is, and where it says what is wrong. */
struct parser {
	const char *path;
	unsigned int line;
	char *at;
	char *err;
	size_t err_size;
};

/* Puts "file:line: " and the message into err; returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int parser_fail(const struct parser *parser,
						      const char *format, ...);

/*
 * Takes a line apart, in a copy of it that becomes the bound's: the block to free is at
 * bound->metric.  1: a limit, 0: there is none in it, -EINVAL with the reason in err.
 */
int bound_parse(struct parser *parser, char *copy, struct bound *bound);

#endif /* BENCH_BOUNDS_PARSE_H */
