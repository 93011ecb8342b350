// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/guard.h"
#include "bench/log.h"
#include "bench/mount.h"
#include "bench/perf_event.h"
#include "bench/tracefs.h"

#define MS_NS 1000000L
/* How long a worker may take to enable an event: it is idle otherwise. */
#define ENABLED_WITHIN_MS 50
/* An event that was off this long stays off. */
#define STAYS_OFF_MS 5
/* The same with nobody left to try again later. */
#define STAYS_OFF_AT_LAST_MS 100
/* A CPU's buffer: it wraps, nobody reads it. */
#define BUFFER_KB "64"

#define PATH_SIZE 160

struct tracefs_divert {
	int dir;
	bool was_on;
	char enable[PATH_SIZE];
	char filter[PATH_SIZE];
	char instance[PATH_SIZE];
	/* What the filter says while we have it. */
	char others[PATH_SIZE];
	struct guard *guard;
};

int tracefs_open(void)
{
	return mount_private("tracefs");
}

/* The number that perf_event_open() knows the event by. */
static int event_id(const char *event, uint64_t *id)
{
	char path[PATH_SIZE], text[24];
	int dir = tracefs_open();
	int err;

	if (dir < 0)
		return dir;
	snprintf(path, sizeof(path), "events/%s/id", event);
	err = mount_read(dir, path, text, sizeof(text));
	close(dir);
	if (!err)
		*id = strtoull(text, NULL, 10);
	return err;
}

int tracefs_attach(const char *event, const struct bpf_program *prog, struct bpf_link **link)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT };
	uint64_t id;
	int err;

	*link = NULL;
	err = event_id(event, &id);
	if (err)
		return err;
	attr.config = id;
	/* The CPU does not matter: the program runs on all of them. */
	return perf_event_attach(prog, perf_event_open(&attr, -1, 0), link);
}

static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * MS_NS };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

/* An event's state is "0" or "1", followed by "*" when somebody else uses it. */
static int event_is_on(const struct tracefs_divert *divert, bool *on)
{
	char text[8];
	int err = mount_read(divert->dir, divert->enable, text, sizeof(text));

	*on = !err && text[0] == '1';
	return err;
}

/* Off, and off after a while again. */
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

/* In the guardian: all that it can, and the first error. */
static int restore(void *arg)
{
	const struct tracefs_divert *divert = arg;
	int err = 0, ret;

	if (!divert->was_on)
		err = switch_off(divert, STAYS_OFF_AT_LAST_MS);
	ret = mount_write(divert->dir, divert->filter, "0");
	err = err ? err : ret;
	if (unlinkat(divert->dir, divert->instance, AT_REMOVEDIR) && errno != ENOENT)
		err = err ? err : -errno;
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

/* What is to be put back; nothing is changed yet. */
static int save(struct tracefs_divert *divert, const char *event, const char *ours, char *why,
		size_t size)
{
	char text[PATH_SIZE];
	int err;

	divert->dir = tracefs_open();
	if (divert->dir < 0)
		return complain(why, size, divert->dir, "tracefs cannot be mounted");
	snprintf(divert->enable, PATH_SIZE, "events/%s/enable", event);
	snprintf(divert->filter, PATH_SIZE, "events/%s/filter", event);
	snprintf(divert->instance, PATH_SIZE, "instances/bpf-perf.%d", getpid());
	snprintf(divert->others, PATH_SIZE, "!(%s)", ours);
	err = event_is_on(divert, &divert->was_on);
	if (!err)
		err = mount_read(divert->dir, divert->filter, text, sizeof(text));
	if (err)
		return complain(why, size, err, "trace event %s", event);
	if (!strcmp(text, "none"))
		return 0;
	return complain(why, size, 0, "%s in tracefs has a filter%s", divert->filter,
			strcmp(text, divert->others) ? "" : ": another run's");
}

static int divert_lines(const struct tracefs_divert *divert, char *why, size_t size)
{
	char path[2 * PATH_SIZE + 2];
	int err;

	err = mount_write(divert->dir, divert->filter, divert->others);
	if (err)
		return complain(why, size, err, "no trace event filter %s", divert->others);
	if (mkdirat(divert->dir, divert->instance, 0700))
		return complain(why, size, -errno, "cannot create a trace instance");
	snprintf(path, sizeof(path), "%s/buffer_size_kb", divert->instance);
	err = mount_write(divert->dir, path, BUFFER_KB);
	snprintf(path, sizeof(path), "%s/%s", divert->instance, divert->enable);
	if (!err)
		err = mount_write(divert->dir, path, "1");
	if (err)
		return complain(why, size, err, "cannot set up the trace instance");
	return 0;
}

int tracefs_divert_start(struct tracefs_divert **result, const char *event, const char *ours,
			 char *why, size_t size)
{
	struct tracefs_divert *divert = calloc(1, sizeof(*divert));
	int err;

	if (!divert)
		return complain(why, size, -ENOMEM, "tracefs");
	err = save(divert, event, ours, why, size);
	if (!err) {
		divert->guard = guard_start(restore, divert, &divert->dir, 1);
		if (!divert->guard)
			err = complain(why, size, -errno, "no process that restores tracefs");
	}
	if (!err)
		err = divert_lines(divert, why, size);
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
	if (divert->dir >= 0)
		close(divert->dir);
	free(divert);
	return err;
}
