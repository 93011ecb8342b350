/* SPDX-License-Identifier: GPL-2.0-only */
/* The tests and operations there are, by name and number, and which of them the command line
 * selects. */
#ifndef BENCH_CATALOG_H
#define BENCH_CATALOG_H

#include <stdio.h>

#include "bench/runner/child.h"
#include "bench/runner/select.h"

#define MAX_WORDS 8

struct catalog {
	/* Child processes that only listed their operations. */
	struct children listed;
	const struct selector *selector;
};

/* Numbers start at 1, as -l prints them. 0 means that there is no such name. */
unsigned int catalog_test_number(const struct catalog *catalog, const char *test);
unsigned int catalog_op_number(const struct catalog *catalog, unsigned int test, const char *op);

/* Callbacks for bench_config.selected and .named; arg is the catalog. */
bool catalog_named(const void *arg, const char *test, const char *op);
bool catalog_selected(const void *arg, const char *test, const char *op);

/* Returns how many operations of the test are selected. */
size_t catalog_selected_ops(const struct catalog *catalog, const char *test);

/* Returns how many operations are selected. */
size_t catalog_count(const struct catalog *catalog);

/*
 * What -l prints. An operation is listed if each of the words is a part of its name, of its
 * description or of its family's name, in upper or lower case.
 */
struct catalog_search {
	const char *words[MAX_WORDS];
	size_t n;
	/* Columns of the terminal: a description that does not fit behind its name has a line of
	 * its own. 0: no limit, one line for each operation. */
	unsigned int width;
};

/* Lists the selected operations that a search finds: number, name, description. Returns how many
 * they are. */
size_t catalog_list(const struct catalog *catalog, const struct catalog_search *search, FILE *out);

/* Completes a message that a name is unknown: prints the nearest names and ends the line. */
void catalog_suggest(const struct catalog *catalog, const char *wrong, FILE *out);

#endif /* BENCH_CATALOG_H */
