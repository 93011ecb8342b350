/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads files of /proc, /sys and the like as text. Paths begin with a slash and are looked up under
 * root, "" for the real ones, so that tests can stand for another machine.
 */
#ifndef BENCH_KERNEL_TEXT_H
#define BENCH_KERNEL_TEXT_H

#include <stddef.h>

/*
 * Reads a file, and unpacks it if it is a gzip file. Returns its text, terminated by a 0 that *len
 * does not count; the caller frees it. Returns NULL if it is unreadable or longer than max bytes.
 */
char *text_slurp(const char *root, const char *path, size_t max, size_t *len);

/* As text_slurp(), for at most 1 MB. */
char *text_read(const char *root, const char *path);

/* Returns the first line of the file without the white space around it; the caller frees it. */
char *text_first_line(const char *root, const char *path);

#endif /* BENCH_KERNEL_TEXT_H */
