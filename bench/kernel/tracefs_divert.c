// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/kernel/guard.h"
#include "bench/kernel/log.h"
#include "bench/kernel/mount.h"
#include "bench/kernel/tracefs.h"
#include "bench/kernel/tracefs_divert.h"

#define MS_NS 1000000L
/* Longest time that a worker needs to enable an event. The machine is idle while we wait. */
#define ENABLED_WITHIN_MS 50
/* After this time a disabled event will stay disabled. */
#define STAYS_OFF_MS 5
/* As above, for the guardian, which cannot try again later. */
#define STAYS_OFF_AT_LAST_MS 100
/* Size of each CPU's buffer. It is small because the buffer wraps and nobody reads it. */
#define BUFFER_KB "64"
/* Directories that are locked: while it is set up or restored, and as long as it is used. */
#define CHANGING "instances"
#define USED "."

#define PATH_SIZE 160

struct tracefs_divert {
	int dir;
	/* Locked, shared by all that use it. */
	int used;
	bool was_on;
	char enable[PATH_SIZE];
	char filter[PATH_SIZE];
	char instance[PATH_SIZE];
	/* The filter that we set on the event while it is used. */
	char others[PATH_SIZE];
	struct guard *guard;
};

static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * MS_NS };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

/* The state of an event is "0" or "1". A "*" follows if somebody else uses the event. */
static int event_is_on(const struct tracefs_divert *divert, bool *on)
{
	char text[8];
	int err = mount_read(divert->dir, divert->enable, text, sizeof(text));

	*on = !err && text[0] == '1';
	return err;
}

/* Switches the event off until it has stayed off for a while. */
static int switch_off(const struct tracefs_divert *divert, long stays_off_ms)
{
	long off_ms = 0;
	bool on;
	int err;

	while (off_ms < stays_off_ms) {
		err = event_is_on(divert, &on);
		if (!err && on)
			err = mount_write(divert->dir, divert->enable, "0");
		if (err)
			return err;
		off_ms = on ? 0 : off_ms + 1;
		sleep_ms(1);
	}
	return 0;
}

int tracefs_divert_settle(const struct tracefs_divert *divert)
{
	bool on = false;
	int err = 0, ms;

	if (divert->was_on)
		return 0;
	for (ms = 0; !err && !on && ms < ENABLED_WITHIN_MS; ms++) {
		if (ms)
			sleep_ms(1);
		err = event_is_on(divert, &on);
	}
	return err ? err : switch_off(divert, STAYS_OFF_MS);
}

bool tracefs_divert_shared(const struct tracefs_divert *divert)
{
	return divert->was_on;
}

/*
 * Opens a directory of tracefs and locks it. All mounts of tracefs have the same directories, so the
 * lock holds between processes that mount it themselves. Returns a file descriptor, which unlocks
 * when it is closed, or a negative errno: -EWOULDBLOCK if others hold it and how has LOCK_NB.
 */
static int lock(const struct tracefs_divert *divert, const char *name, int how)
{
	int fd = openat(divert->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	if (!flock(fd, how))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int restore_all(const struct tracefs_divert *divert)
{
	int err = 0, ret;

	if (!divert->was_on)
		err = switch_off(divert, STAYS_OFF_AT_LAST_MS);
	ret = mount_write(divert->dir, divert->filter, "0");
	err = err ? err : ret;
	if (unlinkat(divert->dir, divert->instance, AT_REMOVEDIR) && errno != ENOENT)
		err = err ? err : -errno;
	return err;
}

/*
 * Runs in the guardian: if nobody else uses it, restores everything that it can, and returns the
 * first error.
 */
static int restore(void *arg)
{
	const struct tracefs_divert *divert = arg;
	int changing = lock(divert, CHANGING, LOCK_EX);
	int err = 0;

	if (changing < 0)
		return changing;
	/* This gives up the shared lock even if it fails, so that the last one succeeds. */
	if (!flock(divert->used, LOCK_EX | LOCK_NB))
		err = restore_all(divert);
	else if (errno != EWOULDBLOCK)
		err = -errno;
	close(changing);
	return err;
}

static int complain(char *why, size_t size, int err, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static int complain(char *why, size_t size, int err, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(why, size, format, args);
	va_end(args);
	if (err && n >= 0 && (size_t)n < size)
		snprintf(why + n, size - n, ": %s", log_errno(err));
	return err ? err : -EBUSY;
}

/* Says whether the event has our filter, because another process diverts the same lines. */
static int filter_state(const struct tracefs_divert *divert, bool *ours, char *why, size_t size)
{
	char text[PATH_SIZE];
	int err = mount_read(divert->dir, divert->filter, text, sizeof(text));

	if (err)
		return complain(why, size, err, "cannot read %s in tracefs", divert->filter);
	*ours = !strcmp(text, divert->others);
	if (*ours || !strcmp(text, "none"))
		return 0;
	return complain(why, size, 0, "%s in tracefs already has a filter", divert->filter);
}

/*
 * Says whether the event was on before the first process began. The name of the instance tells the
 * others.
 */
static int find_instance(struct tracefs_divert *divert, bool *there)
{
	int err;

	*there = true;
	for (int on = 0; on < 2; on++) {
		divert->was_on = on;
		snprintf(divert->instance, PATH_SIZE, "instances/bpf-perf-%s", on ? "on" : "off");
		if (!faccessat(divert->dir, divert->instance, F_OK, 0))
			return 0;
	}
	*there = false;
	err = event_is_on(divert, &divert->was_on);
	snprintf(divert->instance, PATH_SIZE, "instances/bpf-perf-%s",
		 divert->was_on ? "on" : "off");
	return err;
}

static int make_instance(const struct tracefs_divert *divert, char *why, size_t size)
{
	char path[2 * PATH_SIZE + 2];
	int err;

	if (mkdirat(divert->dir, divert->instance, 0700))
		return complain(why, size, -errno, "cannot create a trace instance");
	snprintf(path, sizeof(path), "%s/buffer_size_kb", divert->instance);
	err = mount_write(divert->dir, path, BUFFER_KB);
	snprintf(path, sizeof(path), "%s/%s", divert->instance, divert->enable);
	if (!err)
		err = mount_write(divert->dir, path, "1");
	return err ? complain(why, size, err, "cannot set up the trace instance") : 0;
}

/* Sets up what is not there yet. Nobody else changes it meanwhile. */
static int divert_lines(struct tracefs_divert *divert, char *why, size_t size)
{
	bool ours, there;
	int err = filter_state(divert, &ours, why, size);

	if (err)
		return err;
	err = find_instance(divert, &there);
	if (err)
		return complain(why, size, err, "cannot read %s in tracefs", divert->enable);
	/* From now on there is something to restore. */
	divert->guard = guard_start(restore, divert, (const int[]){ divert->dir, divert->used }, 2);
	if (!divert->guard)
		return complain(why, size, -errno,
				"cannot start the process that restores tracefs");
	if (!ours)
		err = mount_write(divert->dir, divert->filter, divert->others);
	if (err)
		return complain(why, size, err, "cannot set the trace event filter %s",
				divert->others);
	return there ? 0 : make_instance(divert, why, size);
}

/* Locks what must not change meanwhile, and says that we use it. */
static int share(struct tracefs_divert *divert, char *why, size_t size)
{
	int changing, err;

	divert->dir = tracefs_open();
	if (divert->dir < 0)
		return complain(why, size, divert->dir, "cannot mount tracefs");
	changing = lock(divert, CHANGING, LOCK_EX);
	divert->used = lock(divert, USED, LOCK_SH);
	err = changing < 0 ? changing : divert->used < 0 ? divert->used : 0;
	err = err ? complain(why, size, err, "cannot lock tracefs")
		  : divert_lines(divert, why, size);
	if (changing >= 0)
		close(changing);
	return err;
}

int tracefs_divert_start(struct tracefs_divert **result, const char *event, const char *ours,
			 char *why, size_t size)
{
	struct tracefs_divert *divert = calloc(1, sizeof(*divert));
	int err;

	if (!divert)
		return complain(why, size, -ENOMEM, "tracefs");
	divert->used = -1;
	snprintf(divert->enable, PATH_SIZE, "events/%s/enable", event);
	snprintf(divert->filter, PATH_SIZE, "events/%s/filter", event);
	snprintf(divert->others, PATH_SIZE, "!(%s)", ours);
	err = share(divert, why, size);
	if (err) {
		tracefs_divert_stop(divert);
		return err;
	}
	*result = divert;
	return 0;
}

int tracefs_divert_stop(struct tracefs_divert *divert)
{
	int err;

	if (!divert)
		return 0;
	err = guard_stop(divert->guard);
	if (divert->used >= 0)
		close(divert->used);
	if (divert->dir >= 0)
		close(divert->dir);
	free(divert);
	return err;
}
