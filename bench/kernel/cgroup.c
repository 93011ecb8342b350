// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/kernel/clock.h"
#include "bench/kernel/cgroup.h"
#include "bench/kernel/guard.h"
#include "bench/kernel/log.h"
#include "bench/kernel/mount.h"

#define PROCS "cgroup.procs"
/* A cgroup can be removed only when its last process has left it or is really dead. */
#define REMOVE_WITHIN_MS 5000
/* Room for the first number of the list, wherever the read cuts the list. */
#define PID_SIZE 16

struct cgroup {
	struct cgroup_place place;
	int dir;
	char name[64];
	struct guard *guard;
};

static int open_ours(void)
{
	int fd = open("/proc/self/ns/cgroup", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * Mounts cgroup2 with our own cgroup as the root. This needs a cgroup namespace: it knows our
 * cgroup, and a mount from the initial namespace would reset the hierarchy's options (nsdelegate
 * and the like) for everybody.
 */
static int mount_ours(void)
{
	int before = open_ours(), mount, err = 0;

	if (before < 0)
		return before;
	if (unshare(CLONE_NEWCGROUP)) {
		err = -errno;
		close(before);
		return err;
	}
	mount = mount_private("cgroup2");
	if (setns(before, CLONE_NEWCGROUP))
		err = -errno;
	close(before);
	if (err && mount >= 0)
		close(mount);
	return err ? err : mount;
}

/* Moves a process of the cgroup back home: children of ours may outlive us in it. */
static int evacuate(const struct cgroup *cgroup)
{
	char path[sizeof(cgroup->name) + sizeof(PROCS) + 1], pid[PID_SIZE];
	int err;

	snprintf(path, sizeof(path), "%s/" PROCS, cgroup->name);
	err = mount_read(cgroup->place.parent, path, pid, sizeof(pid));
	if (err || !pid[0])
		return err;
	pid[strcspn(pid, "\n")] = '\0';
	err = mount_write(cgroup->place.home, PROCS, pid);
	/* The process has ended meanwhile. */
	return err == -ESRCH ? 0 : err;
}

/* Runs in the guardian. */
static int restore(void *arg)
{
	const struct cgroup *cgroup = arg;
	const struct cgroup_place *place = &cgroup->place;
	int ms, err = 0;

	for (ms = 0; ms < REMOVE_WITHIN_MS; ms++) {
		if (!unlinkat(place->parent, cgroup->name, AT_REMOVEDIR) || errno == ENOENT)
			return place->undo ? mount_write(place->parent, CGROUP_CONTROL, place->undo)
					   : 0;
		if (errno != EBUSY)
			return -errno;
		err = evacuate(cgroup);
		usleep(1000);
	}
	return err ? err : -EBUSY;
}

static int create(struct cgroup *cgroup, const char **what)
{
	const struct cgroup_place *place = &cgroup->place;
	const int fds[] = { place->parent, place->home };

	/* The name includes the time, because the kernel reuses process ids. */
	snprintf(cgroup->name, sizeof(cgroup->name), "bpf-perf.%d.%llu", getpid(),
		 (unsigned long long)clock_ns());
	*what = "cannot start the process that removes the cgroup";
	cgroup->guard = guard_start(restore, cgroup, fds, 2);
	if (!cgroup->guard)
		return -errno;
	*what = "cannot create a cgroup";
	if (mkdirat(place->parent, cgroup->name, 0700))
		return -errno;
	cgroup->dir = openat(place->parent, cgroup->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup->dir < 0)
		return -errno;
	*what = "cannot enter the cgroup";
	return mount_write(cgroup->dir, PROCS, "0");
}

/* The guardian undoes the change if the cgroup came to be; here it did not. */
static void leave_place(const struct cgroup_place *place, bool undo)
{
	if (undo && place->undo)
		mount_write(place->parent, CGROUP_CONTROL, place->undo);
	if (place->home >= 0)
		close(place->home);
	if (place->parent >= 0)
		close(place->parent);
}

int cgroup_enter_at(const struct cgroup_place *place, struct cgroup **result, char *why,
		    size_t size)
{
	struct cgroup *cgroup = malloc(sizeof(*cgroup));
	const char *what;
	int err;

	if (!cgroup) {
		leave_place(place, true);
		return -ENOMEM;
	}
	*cgroup = (struct cgroup){ .place = *place, .dir = -1 };
	err = create(cgroup, &what);
	if (err) {
		snprintf(why, size, "%s: %s", what, log_errno(err));
		cgroup_leave(cgroup);
		return err;
	}
	*result = cgroup;
	return 0;
}

int cgroup_enter(struct cgroup **result, char *why, size_t size)
{
	struct cgroup_place place = { .parent = mount_ours(), .home = -1 };
	int err = place.parent < 0 ? place.parent : 0;

	if (!err) {
		place.home = fcntl(place.parent, F_DUPFD_CLOEXEC, 0);
		err = place.home < 0 ? -errno : 0;
	}
	if (!err)
		return cgroup_enter_at(&place, result, why, size);
	snprintf(why, size, "cannot mount cgroup2: %s", log_errno(err));
	leave_place(&place, false);
	return err;
}

int cgroup_fd(const struct cgroup *cgroup)
{
	return cgroup->dir;
}

int cgroup_leave(struct cgroup *cgroup)
{
	int err = 0, ret;

	if (!cgroup)
		return 0;
	if (cgroup->dir >= 0) {
		err = mount_write(cgroup->place.home, PROCS, "0");
		close(cgroup->dir);
	}
	ret = guard_stop(cgroup->guard);
	leave_place(&cgroup->place, !cgroup->guard);
	free(cgroup);
	return err ? err : ret;
}
