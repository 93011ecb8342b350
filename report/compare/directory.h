/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory of vmtest.sh as an argument.  Its run.json says which result files are whose, so that
 * no file of an earlier run is taken for a boot of this one.
 */
#ifndef REPORT_COMPARE_DIRECTORY_H
#define REPORT_COMPARE_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

struct directory {
	/* The paths of all result files that exist, in the order of run.json. */
	char **path;
	/* For each path: it is the first one of its kernel. */
	bool *first;
	size_t n;
	/* A line for each kernel without results, such as "5.15: SKIPPED". */
	char **silent;
	size_t n_silent;
};

/* Returns true for a directory with a run.json. */
bool is_run_directory(const char *path);
/*
 * Reads the run.json of the directory.  Returns 0, or a negative errno with the reason in err: no
 * kernel of it has results, or the file cannot be read.  The caller frees it with
 * directory_clear(), also after an error.
 */
int directory_read(const char *path, struct directory *directory, char *err, size_t size);
void directory_clear(struct directory *directory);

#endif /* REPORT_COMPARE_DIRECTORY_H */
