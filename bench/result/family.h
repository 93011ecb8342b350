/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Families of operations: what a reader looks at together, such as map lookups. The table in
 * family.c is the only place that knows them. Every text, page and list that groups operations uses
 * it.
 */
#ifndef BENCH_RESULT_FAMILY_H
#define BENCH_RESULT_FAMILY_H

#include <stddef.h>

/*
 * Returns the number of the family of "test/operation", from 0: families are shown in the order of
 * these numbers. Every name has a family; that of an unknown name is the last one.
 */
size_t family_of(const char *name);

/* Returns the family's name in lower case, such as "map lookups"; NULL from family_count() on. */
const char *family_name(size_t family);
size_t family_count(void);

#endif /* BENCH_RESULT_FAMILY_H */
