/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guardian: a process that puts something of the machine's back as it was
 * when the process that changed it is gone, however it went.  It is in a
 * session of its own, so that neither the terminal's signals nor kill -9 of the
 * whole process group reaches it, and sleeps until then.
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
 * Forks the guardian.  restore(arg) runs in it once, after guard_stop() or
 * after the last process that holds the other end of its socket has died: the
 * caller and the children that it forks without exec.  arg is what it was when
 * guard_start() was called, whatever became of it since.  restore() returns 0
 * or a negative errno and has no open files but the n fds (at most
 * GUARD_MAX_FDS): not even stdout.
 *
 * Returns when the guardian is out of the process group's reach.  NULL with
 * errno when there is none.
 */
#define GUARD_MAX_FDS 4
struct guard *guard_start(int (*restore)(void *arg), void *arg, const int *fds, size_t n);

/*
 * Has the guardian restore, waits for it and frees the guard.  Returns what
 * restore() returned, or -ECHILD when somebody killed the guardian.  NULL is
 * no error.
 */
int guard_stop(struct guard *guard);

#endif /* BENCH_GUARD_H */
