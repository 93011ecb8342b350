/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guardian is a process that restores a setting of the machine when the process that changed it
 * is gone, however that process ended. It sleeps until then. It has its own session, so that
 * neither the terminal's signals nor kill -9 of the whole process group reaches it.
 *
 *	saved = what the setting is;
 *	guard = guard_start(put_back, &saved, &fd, 1);
 *	if (!guard)
 *		return -errno;		nothing is changed yet
 *	change the setting
 *	...
 *	guard_stop(guard);		put_back(&saved) has run
 */
#ifndef BENCH_GUARD_H
#define BENCH_GUARD_H

#include <stddef.h>

struct guard;

/*
 * Forks the guardian. restore(arg) runs in it once: after guard_stop(), or after all processes that
 * hold the other end of its socket have died. These are the caller and the children that it forks
 * without exec. restore() sees arg as it was at the time of guard_start(). It returns 0 or a
 * negative errno. It has no open files except the n fds (at most GUARD_MAX_FDS), not even stdout.
 *
 * Returns once signals to the process group no longer reach the guardian. Returns NULL with errno
 * if there is no guardian. guard_stop() frees the guard.
 */
#define GUARD_MAX_FDS 4
struct guard *guard_start(int (*restore)(void *arg), void *arg, const int *fds, size_t n);

/* Makes the guardian restore, waits for it and frees the guard. Returns what restore() returned, or
 * -ECHILD if the guardian was killed. NULL is allowed and returns 0. */
int guard_stop(struct guard *guard);

#endif /* BENCH_GUARD_H */
