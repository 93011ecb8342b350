/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A private cgroup: programs that are attached to it see only this process.
 *
 * It is a child of the caller's cgroup in the cgroup2 hierarchy. That need not be mounted: a
 * detached mount is used, which is visible nowhere. No controller is enabled in the cgroup, so it
 * differs from its parent only by its programs. A guardian (guard.h) removes it, even after
 * kill -9.
 */
#ifndef BENCH_CGROUP_H
#define BENCH_CGROUP_H

#include <stddef.h>

struct cgroup;

/*
 * Creates a cgroup and moves the calling process into it. A socket belongs to the cgroup in which
 * it was created. Returns 0 and *cgroup, which cgroup_leave() frees, or a negative errno with the
 * reason in why.
 */
int cgroup_enter(struct cgroup **cgroup, char *why, size_t size);

/* Where a cgroup is created. */
struct cgroup_place {
	/* The cgroup that gets the child, and the one to which the process returns. */
	int parent, home;
	/* What the parent's CGROUP_CONTROL is told when the child is gone, such as "-memory"; static;
	 * NULL for nothing. */
	const char *undo;
};

#define CGROUP_CONTROL "cgroup.subtree_control"

/* As cgroup_enter(), at a place. It owns the descriptors and what is to be undone, also if it
 * fails. */
int cgroup_enter_at(const struct cgroup_place *place, struct cgroup **cgroup, char *why,
		    size_t size);

/* Returns the descriptor of the cgroup, for attaching programs. cgroup_leave() closes it. */
int cgroup_fd(const struct cgroup *cgroup);

/* Moves the process back, removes the cgroup and frees it. Returns 0 or a negative errno. NULL is
 * allowed. */
int cgroup_leave(struct cgroup *cgroup);

#endif /* BENCH_CGROUP_H */
