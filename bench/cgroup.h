/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cgroup of our own, to attach programs to that see nobody else.
 *
 * It is a child of the caller's cgroup in the cgroup2 hierarchy, which need not be
 * mounted: it is mounted where nobody sees it.  No controller is enabled for it,
 * so nothing but its programs tells it from its parent.  A guardian (guard.h)
 * removes it, also after kill -9.
 */
#ifndef BENCH_CGROUP_H
#define BENCH_CGROUP_H

#include <stddef.h>

struct cgroup;

/*
 * Makes a cgroup and moves the calling process into it.  Sockets belong to the
 * cgroup that they were made in.  Returns 0 and *cgroup, or a negative errno with
 * what is missing in why.
 */
int cgroup_enter(struct cgroup **cgroup, char *why, size_t size);

/* A descriptor to attach to, the cgroup's. */
int cgroup_fd(const struct cgroup *cgroup);

/*
 * Moves the process back, removes the cgroup and frees.  0 or a negative errno;
 * NULL is no error.
 */
int cgroup_leave(struct cgroup *cgroup);

#endif /* BENCH_CGROUP_H */
