/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of the kernel that a change consists of, where vmtest.sh --explain measured. */
#ifndef REPORT_COMPARE_WHY_H
#define REPORT_COMPARE_WHY_H

#include "report/compare/compare.h"
#include "report/compare/side.h"
#include "report/explain/explained.h"

/* The explanations of the first boots that have one, of old and of each new side. */
struct why {
	struct explained old, *new;
	size_t n;
};

/*
 * Reads them from beside the result files.  A side without any is an error.  Returns 0, or a
 * negative errno with the reason in err.  why_clear() frees it in both cases.
 */
int why_read(struct why *why, const struct side *old, const struct side *sides, size_t n, char *err,
	     size_t size);
void why_clear(struct why *why);

/* The functions on a line. */
#define WHY_MOST 3
/*
 * Returns the largest changes of an operation from the old to the i-th new side: "+42.00
 * htab_map_update_elem, +34.00 htab_lock_bucket"; "" if it is not explained, and NULL if out of
 * memory.  The caller frees it.
 */
char *why_line(const struct why *why, size_t i, const char *name);
/* Prints them as lines for a mail. */
void why_print(FILE *out, const struct why *why, size_t i, const char *name);

/*
 * Prints the operations whose figure did not change, but of whose locked, indirect and serialising
 * instructions or misses at least one an operation and 10 % did.
 */
void why_hidden(FILE *out, const struct why *why, const struct compare_view *view);

#endif /* REPORT_COMPARE_WHY_H */
