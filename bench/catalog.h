/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tests and operations there are, by name and number, and which of them
 * the command line selects.
 */
#ifndef BENCH_CATALOG_H
#define BENCH_CATALOG_H

#include <stdio.h>

#include "bench/child.h"
#include "bench/select.h"

struct catalog {
	/* Children that only named their operations. */
	struct children listed;
	const struct selector *selector;
};

/* Numbers count from 1, as -l prints them; 0: there is none of that name. */
unsigned int catalog_test_number(const struct catalog *catalog, const char *test);
unsigned int catalog_op_number(const struct catalog *catalog, unsigned int test, const char *op);

/* bench_config.selected: arg is the catalog. */
bool catalog_selected(const void *arg, const char *test, const char *op);

/* How many operations of the test are selected. */
size_t catalog_selected_ops(const struct catalog *catalog, const char *test);

/* Lists the selected operations on out, unless it is NULL; returns how many. */
size_t catalog_list(const struct catalog *catalog, FILE *out);

/* Ends a line that says that nothing has this name with the nearest names. */
void catalog_suggest(const struct catalog *catalog, const char *wrong, FILE *out);

#endif /* BENCH_CATALOG_H */
