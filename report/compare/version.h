/* SPDX-License-Identifier: GPL-2.0-only */
/* Orders kernels by version, and tells whether two are the same. */
#ifndef REPORT_COMPARE_VERSION_H
#define REPORT_COMPARE_VERSION_H

#include "bench/result/file.h"

/*
 * Returns <0, 0 or >0 like strcmp(), with numbers compared as such: 5.10 < 6.1 < 6.12-rc3 < 6.12.
 */
int version_compare(const char *a, const char *b);
/*
 * Returns the field in which the kernels of two documents differ, or NULL if they are the same.
 * Two builds of one release differ, and so do two names that somebody gave them, and programs that
 * other compilers and libraries made.  A field that one document lacks does not count, except a
 * name.
 */
const char *kernel_differs(const struct results_doc *a, const struct results_doc *b);
/*
 * Returns <0, 0 or >0 for sorting.  Builds of one release are in the order of their numbers, and a
 * document without its build comes last.
 */
int kernel_order(const struct results_doc *a, const struct results_doc *b);
/*
 * Writes a short name of the build that tells it from others of its release: 12 digits of its id,
 * or else the first word of uname -v, such as "#2"; "" if neither is known.
 */
void kernel_build(const struct results_doc *doc, char *text, size_t size);
/* Writes the version of the kernel for people, such as "6.1.192", or its release. */
void version_text(const struct results_doc *doc, char *text, size_t size);
/* Returns the name that somebody gave the document with --label; "" if nobody did. */
const char *doc_named(const struct results_doc *doc);

#endif /* REPORT_COMPARE_VERSION_H */
