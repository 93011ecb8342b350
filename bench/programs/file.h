/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads an object file and says what it is if it is not a BPF object. */
#ifndef BENCH_PROGRAMS_FILE_H
#define BENCH_PROGRAMS_FILE_H

#include <stddef.h>

/* Reads a whole regular file of at most max bytes. Returns its bytes, which the caller frees, or
 * NULL with the reason in why. */
void *file_read(const char *path, size_t max, size_t *len, char *why, size_t size);

/* Returns 0 if the bytes are a relocatable BPF object of this machine's byte order. Returns -EINVAL
 * otherwise, with what they are in why. */
int file_check(const char *path, const void *bytes, size_t len, char *why, size_t size);

#endif /* BENCH_PROGRAMS_FILE_H */
