/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations that a comparison has to have measured on both sides: --require. */
#ifndef REPORT_COMPARE_REQUIRE_H
#define REPORT_COMPARE_REQUIRE_H

#include <stdbool.h>
#include <stddef.h>

struct comparison;
struct difference;
struct side;

/* Globs of names of operations; the strings are owned. */
struct require {
	char **glob;
	size_t n;
};

/*
 * Adds what an argument of --require says: globs with commas between them, or a file of one glob a
 * line and # comments.  Returns 0, or a negative errno with the reason in err.
 */
int require_add(struct require *require, const char *argument, char *err, size_t size);
void require_clear(struct require *require);

/* Every glob has to match an operation of some side.  Returns 0, or -EINVAL with the glob, and the
 * name nearest to it, in err. */
int require_known(const struct require *require, const struct side *sides, size_t n, char *err,
		  size_t size);

/* The operation is required, and one of the sides did not measure it. */
bool require_unmet(const struct require *require, const struct difference *difference);

#endif /* REPORT_COMPARE_REQUIRE_H */
