/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds out why this process may not do something: what it lacks, or what forbids it. */
#ifndef BENCH_PERMISSION_H
#define BENCH_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/result/cause.h"

/* Returns true if the capability, one of <linux/capability.h>, is effective. */
bool permission_has(int capability);

/*
 * Finds out why a system call may have failed with EPERM or EACCES, and writes it into why to
 * follow "not permitted". It is the first missing capability, "; CAP_SYS_ADMIN is missing". If none
 * is missing, it is lockdown, a user namespace or a seccomp filter. It is "" if the reason is
 * unknown: the kernel itself refuses. Returns CAUSE_NOT_PERMITTED or CAUSE_LOCKDOWN if this is the
 * reason, and CAUSE_FORBIDDEN if it may be.
 */
enum cause permission_why(char *why, size_t size);

/* Returns the kernel's lockdown mode, "none", "integrity" or "confidentiality"; NULL if there is
 * none or if it is unknown. The answer is cached. */
const char *permission_lockdown(void);

/* Cuts the mode out of "none [integrity] confidentiality"; returns NULL if there is none. */
const char *permission_parse_lockdown(char *text);

#endif /* BENCH_PERMISSION_H */
