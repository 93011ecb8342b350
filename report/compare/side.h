/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A side of a comparison: the result files of one kernel, one boot each, merged operation by
 * operation.
 */
#ifndef REPORT_COMPARE_SIDE_H
#define REPORT_COMPARE_SIDE_H

#include "bench/result/file.h"
#include "report/compare/boots.h"
#include "report/compare/label.h"

struct side {
	/* What it is called, such as 6.1.192: see label.h. */
	char label[LABEL_SIZE];
	struct results_doc *docs;
	size_t n_docs;
	/* repeated[i]: docs[i] duplicates an earlier file and is ignored. */
	bool *repeated;
	/*
	 * counted[i]: the instructions that the processor counted in docs[i]; see counted_init().
	 */
	struct results *counted;
	/* The operations, sorted by name. */
	struct side_op *ops;
	size_t n_ops;
};

/*
 * Merges the results of n documents, which must be of one kernel and unit; in time also of one host
 * and processor, unless across_hosts is true.  On success the side owns docs, and side_clear()
 * frees them.  On failure they stay with the caller.  Returns 0, or a negative errno with the reason
 * in err, which has size bytes.
 */
int side_init(struct side *side, struct results_doc *docs, size_t n, bool across_hosts, char *err,
	      size_t size);
/* Reads n files and merges them like side_init().  name is what the side is called, or NULL. */
int side_read(struct side *side, char *const *paths, size_t n, const char *name, bool across_hosts,
	      char *err, size_t size);
void side_clear(struct side *side);
/*
 * Restates figures that both sides made from core cycles with the cycle length of base, so that two
 * runs at different frequencies of one processor can be compared.
 */
void side_restate(struct side *side, const struct side *base);
/* Returns the operation called name, or NULL if the side does not have it.  The side owns it. */
const struct side_op *side_find(const struct side *side, const char *name);
/* Returns the text of a field of the first document's environment; "" if it has none. */
const char *side_env(const struct side *side, const char *field);
/* Returns when the first of its documents was begun, such as "2026-11-21T11:00:00Z". */
const char *side_started(const struct side *side);
/* Returns the unit of the run, "ns" or "insns". */
const char *side_unit(const struct side *side);

#endif /* REPORT_COMPARE_SIDE_H */
