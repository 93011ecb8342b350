/* SPDX-License-Identifier: GPL-2.0-only */
/* Selects tests and operations by -t, -a, -b, -d and -n, as the kernel's selftests do. A pattern is
 * "test" or "test/operation"; "*" matches anything. */
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

/* Adds a list: patterns separated by commas, or "@file" with one pattern per line and "#" comments.
 * Returns 0, or a negative errno with the reason in err. */
int selector_add(struct selector *selector, enum select_kind kind, const char *list, char *err,
		 size_t size);

/*
 * Adds a list of -n: "1,3-5" are tests, "2/1,4-6" are operations of one test. Numbers start at 1.
 */
int selector_add_numbers(struct selector *selector, const char *list, char *err, size_t size);

/*
 * Tells the names of all tests, the last one followed by NULL.  A part of a name (-t, -d) that a
 * test has is then looked for in names of tests only, so that no other test has to be asked for
 * its operations.
 */
void selector_resolve(struct selector *selector, const char *const *tests);

/* Returns true if operations of the test may be selected. */
bool selector_test(const struct selector *selector, const char *test, unsigned int number);
bool selector_op(const struct selector *selector, const char *test, unsigned int test_number,
		 const char *op, unsigned int op_number);

/* Returns true if the selection says this operation and no other: -a with both names and without
 * wildcards, or -n with a single number of it. */
bool selector_named(const struct selector *selector, const char *test, unsigned int test_number,
		    const char *op, unsigned int op_number);

/* Returns a pattern that matched none of the names asked about, or NULL if all matched. */
const char *selector_unmatched(const struct selector *selector);

#endif /* BENCH_SELECT_H */
