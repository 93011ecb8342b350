/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads what vmtest.sh --explain writes beside a result file: how many instructions of each figure
 * each function of the kernel takes.  docs/explain.md describes the file.
 */
#ifndef REPORT_EXPLAIN_EXPLAINED_H
#define REPORT_EXPLAIN_EXPLAINED_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#define EXPLAIN_SCHEMA "bpf-perf-explain/1"

/* A file.  All texts of it belong to it. */
struct explained {
	char *path;
	json_t *doc;
	/* The version of the kernel for people, such as 6.1.192, or its release. */
	const char *label;
};

/* An operation of a file, in instructions. */
struct explained_op {
	/* The figure of the result file, and that part of it that no function has. */
	double value, open;
	/* Why it is not explained; NULL if it is. */
	const char *reason;
	/* The members are functions, and stacks with ";" between functions. */
	const json_t *functions, *stacks;
	/* What models the misses of functions; NULL or null if nothing does. */
	const json_t *model;
};

/* A function or stack on two sides; the figure of a side that does not have it is 0. */
struct explained_part {
	const char *name;
	double old, new;
	bool in_old, in_new;
	/* The objects of a function with its classes of instructions; NULL if a side lacks it. */
	const json_t *of_old, *of_new;
};

/*
 * Reads the explanation of a result file, or itself.  Returns 0, or a negative errno with the
 * reason in err.  explained_clear() frees it in both cases.
 */
int explained_read(struct explained *explained, const char *path, char *err, size_t size);
void explained_clear(struct explained *explained);

/* Finds an operation.  Returns false if the file does not have it. */
bool explained_find(const struct explained *explained, const char *name, struct explained_op *op);

/*
 * Returns the parts of two operations, the largest change first, and their number in *n; NULL if
 * out of memory.  The members of old and new are figures or have the member "insns".  Either may be
 * NULL.  The caller frees them.
 */
struct explained_part *explained_parts(const json_t *old, const json_t *new, size_t *n);

/* Changes of less are the rounding of sums. */
#define EXPLAINED_LEAST 0.005

#endif /* REPORT_EXPLAIN_EXPLAINED_H */
