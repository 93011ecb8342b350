/* SPDX-License-Identifier: GPL-2.0-only */
/* What results are called, so that no two of an output have the same name. */
#ifndef REPORT_COMPARE_LABEL_H
#define REPORT_COMPARE_LABEL_H

#include "bench/result/file.h"

struct side;

/* Bytes for the longest label, with the end of the string. */
#define LABEL_SIZE 160
/* The longest name that somebody may give. */
#define LABEL_NAME 60

/* The names that --label gives, in the order of the sides or files. */
struct label_list {
	const char **name;
	size_t n;
};
/*
 * Adds a name, which the caller keeps.  Returns 0; or -EINVAL if it is no name of printable ASCII or
 * was given before, or -ENOMEM, with the reason in err.
 */
int labels_add(struct label_list *labels, const char *name, char *err, size_t size);
/* There must be none, or one for each of n.  what is the word for them.  Otherwise as labels_add(). */
int labels_fit(const struct label_list *labels, size_t n, const char *what, char *err, size_t size);
void labels_clear(struct label_list *labels);
/* Names a document, as if its file had the name.  Returns 0 or -ENOMEM. */
int label_doc(struct results_doc *doc, const char *name);

/*
 * Writes what a document is called: the name that somebody gave it, else the version of its kernel
 * ("6.1.192").  If another of the n documents is called the same, that which tells it from them
 * follows in parentheses: its release, its build, what test_progs was built with, the name of its
 * file, its path, or its number.
 */
void labels_tell_apart(const struct results_doc *const *docs, size_t n, size_t at,
		       char label[LABEL_SIZE]);
/* Labels n sides by labels_tell_apart() of their first documents. */
void sides_label(struct side *sides, size_t n);
/* Writes the name of a document's file without directories and ".json": printable ASCII. */
void label_of_file(const struct results_doc *doc, char *text, size_t size);

#endif /* REPORT_COMPARE_LABEL_H */
