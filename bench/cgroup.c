// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/cgroup.h"
#include "bench/guard.h"
#include "bench/log.h"
#include "bench/mount.h"

#define PROCS "cgroup.procs"
/* Removing takes until the last process is out of it, or really dead. */
#define REMOVE_WITHIN_MS 5000
/* The first number of a list, whole wherever the list is cut. */
#define PID_SIZE 16

struct cgroup {
	/* Its parent, the root of a mount. */
	int parent;
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
 * A mount of cgroup2 whose root is the cgroup that we are in.  In a namespace,
 * because a mount from the first one would reset the hierarchy's options
 * (nsdelegate and the like) for everybody; and it knows where we are.
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

/* Children of ours that outlive us are in it, too: back with them. */
static int evacuate(const struct cgroup *cgroup)
{
	char path[sizeof(cgroup->name) + sizeof(PROCS) + 1], pid[PID_SIZE];
	int err;

	snprintf(path, sizeof(path), "%s/" PROCS, cgroup->name);
	err = mount_read(cgroup->parent, path, pid, sizeof(pid));
	if (err || !pid[0])
		return err;
	pid[strcspn(pid, "\n")] = '\0';
	err = mount_write(cgroup->parent, PROCS, pid);
	/* Gone meanwhile. */
	return err == -ESRCH ? 0 : err;
}

/* In the guardian. */
static int restore(void *arg)
{
	const struct cgroup *cgroup = arg;
	int ms, err = 0;

	for (ms = 0; ms < REMOVE_WITHIN_MS; ms++) {
		if (!unlinkat(cgroup->parent, cgroup->name, AT_REMOVEDIR) || errno == ENOENT)
			return 0;
		if (errno != EBUSY)
			return -errno;
		err = evacuate(cgroup);
		usleep(1000);
	}
	return err ? err : -EBUSY;
}

static int create(struct cgroup *cgroup, const char **what)
{
	*what = "cgroup2 cannot be mounted";
	cgroup->parent = mount_ours();
	if (cgroup->parent < 0)
		return cgroup->parent;
	/* With the time: a number is given to another process some day. */
	snprintf(cgroup->name, sizeof(cgroup->name), "bpf-perf.%d.%llu", getpid(),
		 (unsigned long long)clock_ns());
	*what = "no process that removes the cgroup";
	cgroup->guard = guard_start(restore, cgroup, &cgroup->parent, 1);
	if (!cgroup->guard)
		return -errno;
	*what = "a cgroup cannot be made";
	if (mkdirat(cgroup->parent, cgroup->name, 0700))
		return -errno;
	cgroup->dir = openat(cgroup->parent, cgroup->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup->dir < 0)
		return -errno;
	*what = "a cgroup cannot be entered";
	return mount_write(cgroup->dir, PROCS, "0");
}

int cgroup_enter(struct cgroup **result, char *why, size_t size)
{
	struct cgroup *cgroup = malloc(sizeof(*cgroup));
	const char *what;
	int err;

	if (!cgroup)
		return -ENOMEM;
	*cgroup = (struct cgroup){ .parent = -1, .dir = -1 };
	err = create(cgroup, &what);
	if (err) {
		snprintf(why, size, "%s: %s", what, log_errno(err));
		cgroup_leave(cgroup);
		return err;
	}
	*result = cgroup;
	return 0;
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
		err = mount_write(cgroup->parent, PROCS, "0");
		close(cgroup->dir);
	}
	ret = guard_stop(cgroup->guard);
	if (cgroup->parent >= 0)
		close(cgroup->parent);
	free(cgroup);
	return err ? err : ret;
}
