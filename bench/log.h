/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libbpf's messages: kept, so that an error can say what the verifier said.
 */
#ifndef BENCH_LOG_H
#define BENCH_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* verbose 0: nothing on stderr; 1: warnings; 2: information; 3: everything. */
void log_init(int verbose);
void log_clear(void);

/*
 * Why the last load failed, in one line: the verifier's last word where it
 * spoke, else libbpf's last warning, else the errno (err is negative).
 */
void log_reason(int err, char *why, size_t size);

/* What an errno means when BPF says it. */
const char *log_errno(int err);

/*
 * True where it is this process or the machine that is the reason, and log_errno() names it: a
 * missing capability, a limit.  Then it says nothing of the kernel.
 */
bool log_explained(int err);

#endif /* BENCH_LOG_H */
