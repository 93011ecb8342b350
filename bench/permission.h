/* SPDX-License-Identifier: GPL-2.0-only */
/* Why this process may not do something: what it lacks, or who forbids it. */
#ifndef BENCH_PERMISSION_H
#define BENCH_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is effective; capability is one of <linux/capability.h>. */
bool permission_has(int capability);

/*
 * Why a system call may have answered EPERM or EACCES, as it follows "not permitted": the
 * capabilities that are missing, "; CAP_SYS_ADMIN is missing"; with all of them lockdown,
 * a user namespace or a seccomp filter.  "" when nothing is known: the kernel's own refusal.
 * True where that is the reason, false where it may be.
 */
bool permission_why(char *why, size_t size);

/*
 * The kernel's lockdown mode, "none", "integrity" or "confidentiality"; NULL when it has none
 * or does not tell.  The answer is remembered.
 */
const char *permission_lockdown(void);

/* The mode in "none [integrity] confidentiality", cut out of it; NULL when there is none. */
const char *permission_parse_lockdown(char *text);

#endif /* BENCH_PERMISSION_H */
