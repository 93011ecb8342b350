/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Result files as arguments.  Without "--" each file is one side.  With "--" all files between two
 * of them are the boots of one side.  A directory of vmtest.sh stands for its kernels: each is one
 * side, with all its boots.
 */
#ifndef REPORT_COMPARE_FILES_H
#define REPORT_COMPARE_FILES_H

#include "report/compare/directory.h"
#include "report/compare/options.h"
#include "report/compare/side.h"

struct argp;

enum file_kind {
	/* Given as an argument. */
	FILE_GIVEN,
	/* From a directory: the first boot of a kernel, and further ones. */
	FILE_FIRST,
	FILE_FURTHER,
};

struct file_list {
	char **path;
	enum file_kind *kind;
	size_t n;
	/* The index in path after the last file of each side. */
	size_t *end;
	size_t n_ends;
	/* The paths from directories, which the list owns. */
	struct directory *directories;
	size_t n_directories;
};

/*
 * Calls argp_parse() for arguments that may contain "--".  Options may stand anywhere.  The parser
 * of argp, or a child of it, must give each file to files_add().  Exits with REPORT_ERROR on bad usage.
 */
void files_parse(struct file_list *files, const struct argp *argp, int argc, char **argv,
		 void *input);
/*
 * Adds a path, which the caller keeps.  Returns 0, like an argp parser.  Exits with REPORT_ERROR for
 * a directory without results.
 */
int files_add(struct file_list *files, char *path);
/* Returns the number of sides. */
size_t files_sides(const struct file_list *files);
/*
 * Reads all sides into *sides, which has room for one more.  arguments have the names of the sides,
 * and whether hosts may differ.  The caller frees it with sides_free(),
 * also after an error.  Returns 0, or a negative errno with the reason in err.
 */
int files_read(const struct file_list *files, const struct compare_arguments *arguments,
	       struct side **sides, char *err, size_t size);
void sides_free(struct side *sides, size_t n);
void files_clear(struct file_list *files);

#endif /* REPORT_COMPARE_FILES_H */
