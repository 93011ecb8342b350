/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeps libbpf's warnings, so that an error can quote the verifier. */
#ifndef BENCH_LOG_H
#define BENCH_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/result/cause.h"

/* An errno that is internal to the kernel, but some system calls return it. The headers of libc
 * lack it, and strerror() does not know it. */
#define ENOTSUPP 524

/* Sets what libbpf prints on stderr. verbose 0: nothing; 1: warnings; 2: information; 3:
 * everything. */
void log_init(int verbose);
void log_clear(void);

/* Writes the reason of the last failed load into why, in one line. err is a negative errno. The
 * reason quotes the last message of the verifier, else the last warning of libbpf. */
void log_reason(int err, char *why, size_t size);

/* As log_reason(), with the last three lines of the verifier or libbpf. */
void log_lines(int err, char *why, size_t size);

/*
 * Returns what an errno of a BPF system call means, in words. err is negative. The text is static.
 */
const char *log_errno(int err);

/* Returns the cause that an errno of a BPF system call stands for: CAUSE_MISSING if the kernel
 * lacks something, CAUSE_WRONG if the errno is unexpected. */
enum cause log_cause(int err);

/* Returns true if the reason lies in this process or the machine, and log_errno() names it: a
 * missing capability or a limit. Such an error tells nothing about the kernel. */
bool log_explained(int err);

#endif /* BENCH_LOG_H */
