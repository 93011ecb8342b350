/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel charges a process for: a cgroup of our own that counts memory.
 *
 * It is in the hierarchy that has the memory controller, cgroup1 or cgroup2, in our own cgroup or in
 * the next one above that may have children. At the root of cgroup2 the controller is enabled for
 * children while the cgroup exists, if it was not. A guardian (guard.h) removes the cgroup and
 * restores that, even after kill -9.
 */
#ifndef BENCH_MEMCG_H
#define BENCH_MEMCG_H

#include <stddef.h>
#include <stdint.h>

struct memcg;

/*
 * Creates the cgroup and moves the calling process into it. What was charged before stays charged
 * where it was. Returns 0 and *memcg, which memcg_leave() frees, or a negative errno with the reason
 * in why.
 */
int memcg_enter(struct memcg **memcg, char *why, size_t size);

/*
 * Reads how many bytes are charged. The kernel charges in advance, up to 64 pages a CPU. The calling
 * CPU's advance is given back before, so that the figure is exact to a page if the process is
 * pinned. Returns 0 or a negative errno.
 */
int memcg_usage(const struct memcg *memcg, int64_t *bytes);

/*
 * Forgets the most that was charged: what is charged now becomes it. Returns 0, or -EOPNOTSUPP: the
 * kernel cannot tell, which for cgroup2 is one before 6.12.
 */
int memcg_peak_reset(const struct memcg *memcg);
/* Reads the most that was charged at a time since then, in bytes. What the kernel charges in advance
 * is in it: up to 64 pages in cgroup2. Returns 0 or a negative errno. */
int memcg_peak(const struct memcg *memcg, int64_t *bytes);

/* Moves the process back, removes the cgroup and frees it. Returns 0 or a negative errno. NULL is
 * allowed. */
int memcg_leave(struct memcg *memcg);

#endif /* BENCH_MEMCG_H */
