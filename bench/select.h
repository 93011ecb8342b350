/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tests and operations to run: -t, -a, -b, -d and -n of the kernel's
 * selftests.  A pattern is "test" or "test/operation"; "*" matches anything.
 */
#ifndef BENCH_SELECT_H
#define BENCH_SELECT_H

#include <stdbool.h>
#include <stddef.h>

struct selector;

enum select_kind {
	SELECT_ALLOW,	   /* -a: whole names, globs */
	SELECT_ALLOW_PART, /* -t: parts of names, globs */
	SELECT_DENY,	   /* -b */
	SELECT_DENY_PART,  /* -d */
};

struct selector *selector_new(void);
void selector_free(struct selector *selector);

/*
 * Adds a list: patterns with commas between them, or "@file" with one a line
 * and "#" comments.  0, or a negative errno with what is wrong in err.
 */
int selector_add(struct selector *selector, enum select_kind kind, const char *list, char *err,
		 size_t size);

/* -n: "1,3-5" numbers tests, "2/1,4-6" operations of one; counted from 1. */
int selector_add_numbers(struct selector *selector, const char *list, char *err, size_t size);

/* Of a test: that some of its operations may be selected. */
bool selector_test(const struct selector *selector, const char *test, unsigned int number);
bool selector_op(const struct selector *selector, const char *test, unsigned int test_number,
		 const char *op, unsigned int op_number);

/* The pattern that no name it was asked about matched; NULL when all did. */
const char *selector_unmatched(const struct selector *selector);

/* How different two names are: insertions, deletions, exchanges of a letter. */
unsigned int name_distance(const char *a, const char *b);

#endif /* BENCH_SELECT_H */
